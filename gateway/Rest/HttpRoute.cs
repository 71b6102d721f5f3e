using Google.Api;

namespace Automation.Gateway.Rest;

/// <summary>Method and path template of a <c>google.api.http</c> rule.</summary>
readonly record struct HttpRoute(string Verb, string Path)
{
    /// <exception cref="FormatException">The rule says something that the gateway does not serve.</exception>
    public static HttpRoute Of(HttpRule rule, string rpc)
    {
        if (rule.AdditionalBindings.Count > 0 || rule.ResponseBody.Length > 0)
            throw new FormatException($"{rpc}: the gateway serves one binding for each RPC, and whole answers; remove additional_bindings and response_body.");
        return rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => new(HttpMethods.Get, rule.Get),
            HttpRule.PatternOneofCase.Put => new(HttpMethods.Put, rule.Put),
            HttpRule.PatternOneofCase.Post => new(HttpMethods.Post, rule.Post),
            HttpRule.PatternOneofCase.Delete => new(HttpMethods.Delete, rule.Delete),
            HttpRule.PatternOneofCase.Patch => new(HttpMethods.Patch, rule.Patch),
            _ => throw new FormatException($"{rpc}: its google.api.http rule must give get, put, post, delete or patch."),
        };
    }
}
