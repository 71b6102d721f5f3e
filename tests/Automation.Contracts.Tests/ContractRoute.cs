using Google.Api;

namespace Automation.Contracts.Tests;

/// <summary>What a <c>google.api.http</c> rule says.</summary>
/// <param name="Verb">The HTTP method; empty where the rule gives none that the gateway serves.</param>
/// <param name="Path">The path template.</param>
/// <param name="Body">Field of the request that the body is, <c>*</c> for the whole, empty for none.</param>
public sealed record ContractRoute(string Verb, string Path, string Body)
{
    public static ContractRoute Of(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => new("GET", rule.Get, rule.Body),
        HttpRule.PatternOneofCase.Put => new("PUT", rule.Put, rule.Body),
        HttpRule.PatternOneofCase.Post => new("POST", rule.Post, rule.Body),
        HttpRule.PatternOneofCase.Delete => new("DELETE", rule.Delete, rule.Body),
        HttpRule.PatternOneofCase.Patch => new("PATCH", rule.Patch, rule.Body),
        _ => new("", rule.Custom?.Path ?? "", rule.Body),
    };
}
