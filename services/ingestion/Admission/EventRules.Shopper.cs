using System.Buffers;
using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <content>What becomes known about shoppers, what reaches them, and everything without a type.</content>
static partial class EventRules
{
    static readonly FrozenSet<string> TypedActions =
        Event.Descriptor.Oneofs.Single(oneof => oneof.Name == "action").Fields.Select(field => field.Name).ToFrozenSet();

    static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    static readonly SearchValues<char> s_listCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    static Violation? Check(ShopperIdentified action) =>
        action.Traits is null ? null : StructRules.Check("traits", action.Traits, maxFields: 100);

    static Violation? Check(ConsentChanged action, bool isInternal)
    {
        var violation = FieldRules.Known("channel", action.Channel)
            ?? FieldRules.Known("state", action.State)
            ?? FieldRules.Optional("source", action.Source, 200)
            ?? FieldRules.Optional("wording", action.Wording, 1_000)
            ?? ConsentAddress.Normalize(action);
        if (violation is not null || action.MessageId.Length == 0)
            return violation;
        return isInternal
            ? FieldRules.Uuid("message_id", action.MessageId)
            : new Violation("message_id", FaultReasons.ServiceCredentialRequired.Code, "is set by services of the suite only; leave it out.");
    }

    static Violation? Check(ListChanged action)
    {
        const string Field = "list_id";
        return FieldRules.Required(Field, action.ListId, 50)
            ?? FieldRules.Must(
                !action.ListId.AsSpan().ContainsAnyExcept(s_listCharacters), Field, "must be of a-z, 0-9 and -, for example newsletter-2026.")
            ?? FieldRules.Known("change", action.Change)
            ?? FieldRules.Optional("reason", action.Reason, 200);
    }

    static Violation? Check(CustomEvent action)
    {
        const string Field = "name";
        if (FieldRules.Required(Field, action.Name, 100) is { } violation)
            return violation;
        if (action.Name[0] is < 'a' or > 'z' || action.Name.AsSpan().IndexOfAnyExcept(NameCharacters) >= 0)
            return Violation.Invalid(Field, "must be of a-z, 0-9 and _, beginning with a letter, for example quiz_finished.");
        if (TypedActions.Contains(action.Name))
            return Violation.Invalid(Field, "is the name of a typed action; send that action instead.");
        return action.Properties is null ? null : StructRules.Check("properties", action.Properties, maxFields: 300);
    }

    static Violation? Check(MessageSettled action) =>
        FieldRules.Uuid("message_id", action.MessageId)
        ?? FieldRules.Uuid("run_id", action.RunId)
        ?? FieldRules.Required("step_id", action.StepId, 100)
        ?? FieldRules.Known("outcome", action.Outcome)
        ?? FieldRules.Optional("reason", action.Reason, 100)
        ?? FieldRules.Known("channel", action.Channel);
}
