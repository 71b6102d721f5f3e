using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: a shop's own events.</summary>
static class CustomCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["custom with 300 properties"] = () => Build.Custom("a" + Text(99), Fields(300)),
        ["properties 10 deep"] = () => Build.Custom(properties: Nested(10)),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["nested property without a name / FIELD_INVALID / custom.properties.list.n"] = () => Build.Custom(properties: new Struct
        {
            Fields =
            {
                ["list"] = Value.ForList(Value.ForStruct(new Struct
                {
                    Fields = { ["n"] = Value.ForStruct(new Struct { Fields = { [""] = Value.ForNull() } }) },
                })),
            },
        }),
        ["no name / FIELD_REQUIRED / custom.name"] = () => Build.Custom(""),
        ["name of 101 / FIELD_TOO_LONG / custom.name"] = () => Build.Custom(Text(101)),
        ["name in upper case / FIELD_INVALID / custom.name"] = () => Build.Custom("Quiz"),
        ["name beginning with a digit / FIELD_INVALID / custom.name"] = () => Build.Custom("1quiz"),
        ["name with a dash / FIELD_INVALID / custom.name"] = () => Build.Custom("quiz-finished"),
        ["name of a typed action / FIELD_INVALID / custom.name"] = () => Build.Custom("order_completed"),
        ["301 properties / FIELD_TOO_LONG / custom.properties"] = () => Build.Custom(properties: Fields(301)),
        ["301 properties, one of them inside / FIELD_TOO_LONG / custom.properties"] = () =>
        {
            var fields = Fields(299);
            fields.Fields["inner"] = Value.ForStruct(Fields(1));
            return Build.Custom(properties: fields);
        },
        ["properties 11 deep / FIELD_INVALID / custom.properties.n.n.n.n.n.n.n.n.n.n"] = () => Build.Custom(properties: Nested(11)),
        ["list 11 deep / FIELD_INVALID / custom.properties.list"] = () =>
        {
            var list = Value.ForList();
            for (var i = 0; i < 10; i++)
                list = Value.ForList(list);
            return Build.Custom(properties: new Struct { Fields = { ["list"] = list } });
        },
    };
}
