using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Definitions;

/// <summary>Versions never change, so what earlier builds stored is read for ever: as it was put, and as it was meant.</summary>
public sealed class A_definition_of_an_earlier_build
{
    /// <summary>The shipped workflow in canonical JSON before triggers had kinds.</summary>
    public const string Json = """
        { "displayName": "Abandoned cart", "trigger": { "events": [ "product_added", "product_removed", "cart_updated", "checkout_started" ] }, "reentry": { "keyed": { "key": "event.cart_id" } }, "exitWhen": [ { "events": [ "order_completed" ] } ], "sendGuard": { "all": { "conditions": [ { "compare": { "field": "cart.lines.count", "op": "OPERATOR_GREATER", "value": 0 } }, { "compare": { "field": "cart.state", "op": "OPERATOR_IN", "value": [ "CART_STATE_ACTIVE", "CART_STATE_CHECKOUT" ] } } ] } }, "steps": [ { "stepId": "idle", "wait": { "duration": "3600s", "restartOn": [ "product_added", "product_removed", "cart_updated", "checkout_started" ] } }, { "stepId": "remind", "send": { "channel": "CHANNEL_EMAIL", "templateId": "abandoned-cart", "purpose": "PURPOSE_MARKETING", "expireAfter": "86400s" } } ] }
        """;

    /// <summary>The same in the bytes that were stored.</summary>
    public const string Bytes = "Cg5BYmFuZG9uZWQgY2FydBJACg1wcm9kdWN0X2FkZGVkCg9wcm9kdWN0X3JlbW92ZWQKDGNhcnRfdXBkYXRlZAoQY2hlY2tvdXRfc3RhcnRlZBoRCg8KDWV2ZW50LmNhcnRfaWQiEQoPb3JkZXJfY29tcGxldGVkKmcSZQohCh8KEGNhcnQubGluZXMuY291bnQQBRoJEQAAAAAAAAAACkAKPgoKY2FydC5zdGF0ZRAHGi4yLAoTGhFDQVJUX1NUQVRFX0FDVElWRQoVGhNDQVJUX1NUQVRFX0NIRUNLT1VUMk0KBGlkbGVCRQoDCJAcEg1wcm9kdWN0X2FkZGVkEg9wcm9kdWN0X3JlbW92ZWQSDGNhcnRfdXBkYXRlZBIQY2hlY2tvdXRfc3RhcnRlZDIkCgZyZW1pbmRKGggBEg5hYmFuZG9uZWQtY2FydBgBIgQIgKMF";

    [Fact]
    public void Is_read_from_its_bytes_and_written_as_it_was()
    {
        var stored = WorkflowDefinition.Parser.ParseFrom(Convert.FromBase64String(Bytes));
        Assert.Equal(A.Definition(Json), stored);
        Assert.Equal(Json.Trim(), stored.ToString());
    }

    [Fact]
    public void Decides_as_the_same_one_of_today()
    {
        Story Live(WorkflowDefinition definition) => new Story(definition)
            .At(0, A.Added("c1"), A.Added("c2")).At(30, A.Checkout("c1")).Until(61).At(70, A.Viewed("c1"), A.Order("o1")).Until(200);

        var (earlier, today) = (Live(A.Definition(Json)), Live(A.CartWorkflow()));
        Assert.NotEmpty(earlier.Dispatches);
        Assert.Equal(earlier.Dispatches, today.Dispatches);
        Assert.Equal(earlier.Histories.Values.SelectMany(history => history), today.Histories.Values.SelectMany(history => history));
    }

    [Fact]
    public void Holds_its_filter()
    {
        var definition = A.Definition("""
            {
              "displayName": "Large orders",
              "trigger": { "events": ["order_completed"], "filter": { "compare": { "field": "event.total", "op": "OPERATOR_GREATER_OR_EQUAL", "value": "25.00" } } },
              "reentry": { "keyed": { "key": "event.order_id" } },
              "steps": [{ "stepId": "wait", "wait": { "duration": "60s" } }]
            }
            """);
        Assert.Equal("o2", new Story(definition).At(0, A.Order("o1", total: 24), A.Order("o2", total: 25)).Run.Key);
    }
}
