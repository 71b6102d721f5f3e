using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Xunit;

namespace Automation.Recommendations.Tests.Catalog;

public class Knowing_every_action
{
    [Fact]
    public void Each_is_folded_or_listed_as_ignored_and_not_both()
    {
        var actions = Event.Descriptor.Oneofs.Single(oneof => oneof.Name == "action").Fields
            .Select(field => (Event.ActionOneofCase)field.FieldNumber);

        Assert.Equal(actions.Order(), CatalogFold.Folded.Concat(CatalogFold.Ignored).Order());
    }
}
