using System.Text.Json.Nodes;

namespace Automation.Gateway.OpenApi;

/// <summary>How callers say who they are.</summary>
static class Security
{
    public const string ShopKey = "shopKey";
    public const string ServiceCredential = "serviceCredential";

    public static JsonObject Schemes => new()
    {
        [ShopKey] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["description"] = "A key of the shop, sent as `authorization: Bearer <key>`. The shop comes from the key.",
        },
        [ServiceCredential] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "header",
            ["name"] = "authorization",
            ["description"] = "The credential of the suite's operator, sent as `authorization: Service <credential>`; the header `x-shop-id` names the shop.",
        },
    };
}
