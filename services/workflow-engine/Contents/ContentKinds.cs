namespace Automation.WorkflowEngine.Contents;

/// <summary>The registry of what messages can be about, told by what begins a workflow's runs.</summary>
static class ContentKinds
{
    /// <param name="keyName">Where events have the key, for example <c>event.cart_id</c>; empty where they have none.</param>
    /// <param name="triggers">Names of the events that begin runs.</param>
    public static ContentKind Of(string keyName, IReadOnlyCollection<string> triggers)
    {
        if (keyName.Split('.')[^1] == "cart_id")
            return new CartContent(triggers.Contains("order_completed"));
        if (triggers.Count == 0)
            return NoContent.Instance;
        if (triggers.All(OrderContent.Events.Contains))
            return new OrderContent(keyName == "event.order_id", triggers.Any(OrderContent.Ends.Contains));
        if (triggers.All(name => name == "product_viewed"))
            return new ViewedContent();
        return triggers.All(ProductsContent.Events.Contains) ? new ProductsContent() : NoContent.Instance;
    }
}
