using System.Text.Json;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>
/// Says which fields are wrong in a body that is JSON and that the protobuf JSON parser refused.
/// Runs only after a refusal, and asks the parser itself about each single value, so that both always agree.
/// </summary>
static class JsonDiagnosis
{
    // Enough to mend a body, without an answer that is as long as the question.
    const int MostViolations = 20;

    public static Fault Explain(string body, MessageDescriptor type, string path, JsonParser parser, string refusal)
    {
        using var document = JsonDocument.Parse(body);
        var found = new Findings(parser);
        found.CheckMessage(document.RootElement, type, path);
        return found.ToFault() ?? new Fault(
            FaultReasons.RequestMalformed, $"The body is not a valid {type.FullName}: {refusal} Compare it with /openapi/v1.json.");
    }

    sealed class Findings(JsonParser parser)
    {
        readonly List<Violation> _violations = [];
        bool _hasUnknown;

        public Fault? ToFault()
        {
            if (_violations.Count == 0)
                return null;
            var first = _violations[0];
            var others = _violations.Count == 1 ? "" : $" (and {_violations.Count - 1} more)";
            return new Fault(
                _hasUnknown ? FaultReasons.FieldUnknown : FaultReasons.FieldInvalid, $"{first.Field}: {first.Description}{others}")
            {
                Violations = _violations,
                Metadata = new Dictionary<string, string> { ["field"] = first.Field },
            };
        }

        public void CheckMessage(JsonElement json, MessageDescriptor type, string path)
        {
            if (json.ValueKind is not JsonValueKind.Object)
            {
                Add(path.Length > 0 ? path : "body", $"must be a JSON object ({type.FullName}).");
                return;
            }
            var chosen = new Dictionary<OneofDescriptor, string>();
            foreach (var property in json.EnumerateObject())
            {
                if (_violations.Count >= MostViolations)
                    return;
                if (type.FindField(property.Name) is not { } field)
                {
                    _hasUnknown = true;
                    Add(Join(path, property.Name), $"is not a field of {type.FullName}; remove it or correct its name.", ViolationReason.Unknown);
                    continue;
                }
                var name = Join(path, field.Name);
                if (field.RealContainingOneof is { } oneof && property.Value.ValueKind is not JsonValueKind.Null
                    && !chosen.TryAdd(oneof, field.Name) && chosen[oneof] != field.Name)
                {
                    Add(name, $"cannot be combined with {chosen[oneof]}; give only one of them.");
                }
                CheckField(property.Value, field, name);
            }
        }

        void CheckField(JsonElement json, FieldDescriptor field, string path)
        {
            if (json.ValueKind is JsonValueKind.Null || !Refuses(field, json.GetRawText(), out var refusal))
                return;
            if (field.IsMap)
            {
                if (json.ValueKind is not JsonValueKind.Object)
                    Add(path, "must be a JSON object.");
                else
                    CheckEntries(json, field, path, refusal);
            }
            else if (field.IsRepeated)
            {
                if (json.ValueKind is not JsonValueKind.Array)
                    Add(path, "must be a JSON array.");
                else
                    CheckItems(json, field, path);
            }
            else
            {
                CheckValue(json, field, path, refusal);
            }
        }

        void CheckItems(JsonElement json, FieldDescriptor field, string path)
        {
            var index = 0;
            foreach (var item in json.EnumerateArray())
            {
                if (Refuses(field, $"[{item.GetRawText()}]", out var refusal))
                    CheckValue(item, field, $"{path}[{index}]", refusal);
                index++;
            }
        }

        void CheckEntries(JsonElement json, FieldDescriptor field, string path, string refusal)
        {
            var value = field.MessageType.FindFieldByNumber(2);
            foreach (var entry in json.EnumerateObject())
            {
                var one = $"{{{JsonSerializer.Serialize(entry.Name)}:{entry.Value.GetRawText()}}}";
                if (Refuses(field, one, out refusal))
                    CheckValue(entry.Value, value, $"{path}[{entry.Name}]", refusal);
            }
        }

        void CheckValue(JsonElement json, FieldDescriptor field, string path, string refusal)
        {
            var before = _violations.Count;
            if (field.FieldType is FieldType.Message && !field.MessageType.File.Package.StartsWith("google.protobuf", StringComparison.Ordinal))
                CheckMessage(json, field.MessageType, path);
            if (_violations.Count == before)
                Add(path, $"is not a valid {TypeOf(field)}: {refusal}");
        }

        // Whether the parser refuses a message that has only this.
        bool Refuses(FieldDescriptor field, string json, out string refusal)
        {
            try
            {
                parser.Parse($"{{\"{field.JsonName}\":{json}}}", field.ContainingType);
                refusal = "";
                return false;
            }
            catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
            {
                refusal = exception.Message;
                return true;
            }
        }

        void Add(string field, string description, string reason = ViolationReason.Invalid)
        {
            if (_violations.Count < MostViolations)
                _violations.Add(new Violation(field, reason, description));
        }

        static string TypeOf(FieldDescriptor field) => field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var scalar => scalar.ToString().ToLowerInvariant(),
        };

        static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
    }
}
