using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

sealed partial class DefinitionCompiler
{
    const int MaxLimit = 100;
    static readonly TimeSpan s_longestCooldown = TimeSpan.FromDays(365);

    string[]? KeyNames(Reentry? reentry)
    {
        if (reentry is null || reentry.PolicyCase is Reentry.PolicyOneofCase.None)
        {
            Violations.Required(reentry is null ? "reentry" : "reentry.keyed");
            return null;
        }
        if (reentry.PolicyCase is Reentry.PolicyOneofCase.Shopper)
            return null;
        if (reentry.Keyed.Key.Length == 0)
        {
            Violations.Required("reentry.keyed.key");
            return null;
        }
        var names = reentry.Keyed.Key.Split('.');
        if (names.Length > 1 && names[0] == "event")
            return names;
        Violations.Invalid("reentry.keyed.key", $"'{reentry.Keyed.Key}' is not a path of an event; use for example event.cart_id.");
        return null;
    }

    void AddKeys(Dictionary<string, KeyPath> keys, IEnumerable<string> eventNames, string[] keyNames, string path, string remedy = "")
    {
        foreach (var name in eventNames)
        {
            _scope.Reads.AddEventField(name, keyNames[1]);
            if (KeyPath.Find(EventNames.ActionTypeOf(name)!, keyNames) is { } key)
                keys[name] = key;
            else
                Violations.Invalid(path, $"{name} has no text field {string.Join('.', keyNames)}; every event here must have the key{remedy}.");
        }
    }

    EntryLimit? LimitOf(V1.EntryLimit? limit)
    {
        if (limit is null)
            return null;
        if (limit.MaxRuns is < 1 or > MaxLimit)
            Violations.Invalid("reentry.limit.max_runs", $"is {limit.MaxRuns}; use 1 to {MaxLimit}, or leave the limit out.");
        return new EntryLimit(limit.MaxRuns, _scope.Checks.RequiredSpan(limit.Window, "reentry.limit.window", s_longestCooldown));
    }

    bool IsNewestOnly(Reentry? reentry)
    {
        if (reentry is { NewestOnly: true, PolicyCase: Reentry.PolicyOneofCase.Shopper })
            Violations.Invalid("reentry.newest_only", "has no other key to end runs of, for all have the shopper's; use keyed, or leave it out.");
        return reentry?.NewestOnly is true;
    }

    ReentryRule ReentryOf(Reentry? reentry)
    {
        var (said, field) = reentry?.PolicyCase is Reentry.PolicyOneofCase.Shopper
            ? (reentry.Shopper.Cooldown, "reentry.shopper.cooldown")
            : (reentry?.Keyed?.Cooldown, "reentry.keyed.cooldown");
        var start = reentry?.CooldownStart ?? CooldownStart.Unspecified;
        if (!System.Enum.IsDefined(start))
            Violations.Invalid("reentry.cooldown_start", "is none that this build knows; set COOLDOWN_START_ENTRY or COOLDOWN_START_EXIT.");
        var cooldown = said is null ? TimeSpan.Zero : _scope.Checks.Span(said, field, s_longestCooldown, isZeroAllowed: true);
        if (reentry?.Once is true && said is not null)
            Violations.Invalid("reentry.once", "keeps out for ever, which no cooldown adds to; leave one of them out.");
        return new ReentryRule(reentry?.Once is true ? TimeSpan.MaxValue : cooldown, start is CooldownStart.Exit);
    }
}
