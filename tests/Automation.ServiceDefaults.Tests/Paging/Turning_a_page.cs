using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Paging;

public sealed class Turning_a_page
{
    [Fact]
    public void A_token_leads_back_to_its_place()
    {
        foreach (var place in new[] { 1L, 42, long.MaxValue })
            Assert.Equal(place, PageToken.Read<long>(PageToken.Write(place, "events", "shop", "ada"), "events", "shop", "ada"));
        var named = new Place(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(1), new string('é', 200));
        Assert.Equal(named, PageToken.Read<Place>(PageToken.Write(named, "places"), "places"));
    }

    [Fact]
    public void No_token_is_the_first_page()
    {
        Assert.Null(PageToken.Read<Place>("", "places"));
        Assert.Equal(0, PageToken.Read<long>("", "places"));
    }

    [Fact]
    public void A_token_of_another_list_or_changed_anywhere_is_refused()
    {
        var token = PageToken.Write(42L, "events", "shop", "ada");
        Refused(token, "events", "shop", "bob");
        Refused(token, "events", "shopada");
        Refused(token + "A", "events", "shop", "ada");
        Refused("not base64url!", "events", "shop", "ada");
        Refused(new string('A', 10_000), "events", "shop", "ada");
        for (var i = 0; i < token.Length; i++)
            Refused(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..], "events", "shop", "ada");
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(1, 1)]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    public void A_page_has_at_most(int asked, int given) => Assert.Equal(given, PageSize.Of(asked));

    [Fact]
    public void A_negative_page_size_is_refused() =>
        Assert.Equal(FaultReasons.FieldInvalid, Assert.Throws<Fault>(() => PageSize.Of(-1)).Reason);

    static void Refused(string token, params string[] list) =>
        Assert.Equal(FaultReasons.PageTokenInvalid, Assert.Throws<Fault>(() => PageToken.Read<long>(token, list)).Reason);

    sealed record Place(DateTimeOffset Time, string Id);
}
