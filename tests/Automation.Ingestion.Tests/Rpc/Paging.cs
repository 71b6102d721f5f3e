using Automation.Ingestion.Rpc;
using Automation.ServiceDefaults.Faults;

namespace Automation.Ingestion.Tests.Rpc;

public sealed class Paging
{
    [Fact]
    public void A_token_leads_back_to_its_place()
    {
        foreach (var place in new[] { 1L, 42, long.MaxValue })
            Assert.Equal(place, PageToken.ReadInt64("events/shop/ada", PageToken.Write("events/shop/ada", place)));
    }

    [Fact]
    public void A_token_of_another_list_or_changed_anywhere_is_refused()
    {
        var token = PageToken.Write("events/shop/ada", 42);
        Refused("events/shop/bob", token);
        Refused("events/shop/ada", "");
        Refused("events/shop/ada", token + "A");
        Refused("events/shop/ada", "not base64url!");
        Refused("events/shop/ada", new string('A', 1_000));
        for (var i = 0; i < token.Length; i++)
            Refused("events/shop/ada", token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]);
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(1, 1)]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    public void A_page_has_at_most(int asked, int given) => Assert.Equal(given, PageToken.PageSize(asked));

    [Fact]
    public void A_negative_page_size_is_refused() =>
        Assert.Equal(FaultReasons.FieldInvalid, Assert.Throws<Fault>(() => PageToken.PageSize(-1)).Reason);

    static void Refused(string list, string token) =>
        Assert.Equal(FaultReasons.PageTokenInvalid, Assert.Throws<Fault>(() => PageToken.ReadInt64(list, token)).Reason);
}
