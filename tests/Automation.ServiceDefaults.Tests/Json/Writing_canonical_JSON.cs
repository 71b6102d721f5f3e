using System.Text.Json.Nodes;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Json;

public class Writing_canonical_JSON
{
    [Fact]
    public void What_the_formatter_writes_stays_as_it_is()
    {
        var message = Identified(("a", Value.ForString("ü<&>\0")), ("b", Value.ForNull()));

        Assert.Equal(JsonFormatter.Default.Format(message), CanonicalJson.Write(message));
    }

    [Fact]
    public void What_has_no_name_is_left_out_and_what_has_no_kind_is_null()
    {
        var inner = new Struct { Fields = { [""] = new Value(), ["y"] = Value.ForBool(true) } };
        var message = Identified(
            ("", Value.ForString("x")), ("none", new Value()), ("in", Value.ForStruct(inner)), ("list", Value.ForList(Value.ForStruct(inner), new Value())));
        var before = message.Clone();

        var written = JsonNode.Parse(CanonicalJson.Write(message))!["shopperIdentified"]!["traits"];

        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse("""{"none":null,"in":{"y":true},"list":[{"y":true},null]}"""), written), $"{written}");
        Assert.Equal(before, message);
    }

    static Event Identified(params (string Name, Value Value)[] traits)
    {
        var properties = new Struct();
        foreach (var (name, value) in traits)
            properties.Fields[name] = value;
        return new Event { EventId = "e", ShopperIdentified = new ShopperIdentified { Traits = properties } };
    }
}
