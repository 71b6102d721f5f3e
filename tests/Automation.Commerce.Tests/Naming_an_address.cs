using Automation.Commerce.V1;

namespace Automation.Commerce.Tests;

public sealed class Naming_an_address
{
    /// <summary>Stored and shared: computed once by other means (Python's hashlib), never to change.</summary>
    [Theory]
    [InlineData("shop-1", AddressKind.Email, "ada@shop.example.com", "d1422a03-8372-8c11-8679-238dea140982")]
    [InlineData("shop-1", AddressKind.Phone, "+491701234567", "9f3de3cb-4de8-8805-8244-3757fa80ae13")]
    [InlineData("shop-1", AddressKind.Email, "jürgen@xn--bcher-kva.example", "5422c2b2-cf21-8655-ad70-fbca0e9acaf0")]
    public void The_subject_of_an_address_never_changes(string shopId, AddressKind kind, string address, string subject) =>
        Assert.Equal(Guid.Parse(subject), AddressSubject.Of(shopId, kind, address));

    [Fact]
    public void Another_shop_kind_or_address_is_another_subject()
    {
        Guid[] subjects =
        [
            AddressSubject.Of("a", AddressKind.Email, "x@y.example"),
            AddressSubject.Of("b", AddressKind.Email, "x@y.example"),
            AddressSubject.Of("a", AddressKind.Phone, "x@y.example"),
            AddressSubject.Of("a", AddressKind.Email, "z@y.example"),
            AddressSubject.Of("", AddressKind.Email, "ax@y.example"),
        ];
        Assert.Distinct(subjects);
    }

    [Fact]
    public void No_shopper_has_the_id_of_an_address()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var subject = AddressSubject.Of("shop-1", AddressKind.Email, $"a{i}@shop.example.com");
            Assert.Equal(8, subject.Version);
            Assert.InRange(subject.Variant, 8, 11);
        }
    }

    [Theory]
    [InlineData(Channel.Email, AddressKind.Email)]
    [InlineData(Channel.Sms, AddressKind.Phone)]
    [InlineData((Channel)77, null)]
    public void A_channel_has_one_kind_of_address_or_none(Channel channel, AddressKind? kind) =>
        Assert.Equal(kind, AddressKinds.Of(channel));
}
