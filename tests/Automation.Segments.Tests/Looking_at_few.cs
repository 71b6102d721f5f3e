using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;
using Google.Protobuf;

namespace Automation.Segments.Tests;

/// <summary>Which segments a record can change.</summary>
public class Looking_at_few
{
    static readonly DateTimeOffset s_start = new(2026, 5, 13, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What the fold of profiles changes is what <see cref="ProfileParts"/> says it can.</summary>
    [Fact]
    public void Knows_every_part_of_a_profile_that_a_record_changes()
    {
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 100; seed++)
        {
            var (history, state) = (new AnyHistory(new Random(seed)), new ProfileState());
            for (var step = 0; step < 60; step++)
            {
                var logged = history.Next();
                if (!ProfileFold.IsFolded(logged))
                    continue;
                var before = state.Profile?.Clone();
                ProfileFold.Apply(state, logged);
                // With the first record every segment is looked at anyway.
                if (before is null)
                    continue;
                var parts = ProfileParts.ChangedBy(logged) | (IdentityHash.Of(before) == IdentityHash.Of(state.Profile!) ? 0 : ProfileParts.Identity);
                foreach (var field in Profile.Descriptor.Fields.InFieldNumberOrder())
                {
                    if (Only(before, field.FieldNumber).Equals(Only(state.Profile!, field.FieldNumber)))
                        continue;
                    seen.Add(field.Name);
                    Assert.True((parts >> field.FieldNumber & 1) != 0, $"{logged} changes {field.Name}");
                }
            }
        }

        Assert.Superset(new HashSet<string> { "carts", "orders", "order_summary", "traits", "consents", "product_views", "email", "phone", "list_ids" }, seen);
    }

    [Fact]
    public void Looks_at_every_segment_with_the_first_event_and_at_none_for_an_address()
    {
        var story = new ShopperStory(("no_phone", "!has(profile.phone)"), ("never_bought", "events(\"order_completed\").count() == 0"));
        story.Fold(Build.Told(1, s_start, new ControlRecord { AddressConsent = new AddressConsent { Channel = Channel.Email, Address = "a@shop.example", State = ConsentState.Subscribed } }));
        Assert.Empty(story.MemberOf);
        Assert.False(story.Plain(story.Now).Holds("no_phone"));

        story.Fold(Build.View(2, s_start));
        Assert.Equal(["no_phone", "never_bought"], story.MemberOf);
    }

    [Fact]
    public void Follows_a_chain_of_segments()
    {
        var story = new ShopperStory(
            ("c", "!in_segment(\"b\")"), ("b", "in_segment(\"a\") && has(profile.anonymous_id)"), ("a", "events(\"order_completed\").count() > 0"));
        story.Fold(Build.View(1, s_start));
        Assert.Equal(["c"], story.MemberOf);

        story.Fold(Build.Order(2, s_start, euros: 1));

        Assert.Equal([new SegmentChange(1, false), new(2, true), new(3, true)], story.Changes.OrderBy(change => change.Number));
    }

    [Fact]
    public void Counts_what_was_bought_line_by_line()
    {
        var story = new ShopperStory(("shoes", """events("order_completed").where(e, e.lines.exists(l, l.product_id == "shoe" && l.unit_price > money("50 EUR"))).count() > 1"""));
        LineItem Shoe(int euros) => new() { ProductId = "shoe", Quantity = 1, UnitPrice = new Money { CurrencyCode = "EUR", Units = euros } };
        story.Fold(Build.Order(1, s_start, 100, "EUR", Shoe(60)));
        story.Fold(Build.Order(2, s_start, 100, "EUR", Shoe(50)));
        Assert.Empty(story.MemberOf);

        story.Fold(Build.Order(3, s_start, 100, "EUR", Shoe(51)));

        Assert.Equal(["shoes"], story.MemberOf);
    }

    [Fact]
    public void Keeps_equal_clauses_of_several_segments_once()
    {
        var story = new ShopperStory(
            ("a", "events(\"order_completed\").in_last(\"30d\").count() > 0"), ("b", "!(events(\"order_completed\").in_last(\"30d\").count() > 5)"));
        story.Fold(Build.Order(1, s_start, euros: 1));

        Assert.Single(story.State.Clauses);
        Assert.Equal(["a", "b"], story.MemberOf);
    }

    [Fact]
    public void Goes_by_the_last_word_about_the_address_of_now()
    {
        var story = new ShopperStory(("reachable", "consented(\"email\")"));
        story.Fold(Build.Consent(1, s_start, ConsentState.Subscribed, "a@shop.example"));
        Assert.Empty(story.MemberOf);

        story.Fold(Build.Logged(2, s_start, new Event { Custom = new CustomEvent { Name = "x" }, Identifiers = new Identifiers { Email = "a@shop.example" } }));
        Assert.Equal(["reachable"], story.MemberOf);

        story.Fold(Build.Consent(3, s_start, ConsentState.Unsubscribed, "a@shop.example"));
        Assert.Empty(story.MemberOf);
    }

    static Profile Only(Profile profile, int field)
    {
        var only = new Profile();
        var descriptor = Profile.Descriptor.FindFieldByNumber(field);
        if (descriptor.IsRepeated)
        {
            foreach (var element in (System.Collections.IList)descriptor.Accessor.GetValue(profile))
                ((System.Collections.IList)descriptor.Accessor.GetValue(only)).Add(element);
        }
        else if (descriptor.Accessor.GetValue(profile) is { } value)
        {
            descriptor.Accessor.SetValue(only, value);
        }
        return only;
    }
}
