namespace Automation.ChannelDelivery.Texts;

/// <summary>What can be wrong with a text.</summary>
static class TextReasons
{
    public const string SyntaxInvalid = "SYNTAX_INVALID";
    public const string VariableUnknown = "VARIABLE_UNKNOWN";
    public const string HelperUnknown = "HELPER_UNKNOWN";
    public const string TooCostly = "TEMPLATE_TOO_COSTLY";
    public const string UrlUnsafe = "URL_UNSAFE";
}
