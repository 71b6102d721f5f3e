using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Faults;

public class A_violation
{
    [Fact]
    public void Is_named_from_the_outermost_field()
    {
        Assert.Equal("event.product.title", Violation.Required("title").Under("product").Under("event").Field);
        Assert.Equal("event", Violation.Invalid("", "is too large; shorten it.").Under("event").Field);
    }

    [Fact]
    public void Becomes_a_fault_of_its_reason()
    {
        var fault = new Fault(Violation.TooLong("title", "must have at most 500 characters; shorten it."));

        Assert.Same(FaultReasons.FieldTooLong, fault.Reason);
        Assert.Equal("title: must have at most 500 characters; shorten it.", fault.Message);
        Assert.Equal("title", fault.Metadata["field"]);
        Assert.Equal(Violation.TooLong("title", "must have at most 500 characters; shorten it."), Assert.Single(fault.Violations));
    }

    [Fact]
    public void Is_listed_once_in_the_order_of_finding()
    {
        var list = new ViolationList();
        list.Required("b");
        list.Invalid("a", "must be small.");
        list.Required("b");

        Assert.Equal(["b", "a"], list.Found.Select(violation => violation.Field));
    }
}
