using Automation.Commerce.V1;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: who did it.</summary>
static class IdentifierCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["user id of 100"] = () => By(i => i.UserId = Text(100)),
        ["user id of 100 characters outside the basic plane"] = () => By(i => i.UserId = string.Concat(Enumerable.Repeat("🛒", 100))),
        ["email of 254"] = () => By(i => i.Email = $"{Text(64)}@{Text(63)}.{Text(63)}.{Text(61)}"),
        ["email with blanks around"] = () => By(i => i.Email = "  Ada@Example.com\t"),
        ["phone of 16"] = () => By(i => i.Phone = "+491512345678901"),
        ["phone as people write it"] = () => By(i => i.Phone = "+49 (170) 123-45.67"),
        ["all identifiers"] = () => By(i =>
            (i.AnonymousId, i.UserId, i.Email, i.Phone, i.ExternalId) = ("a", "u", "a@b.c", "+4917012345", "x")),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["no identifiers / FIELD_REQUIRED / identifiers"] = () => Build.Event(new Identifiers()),
        ["absent identifiers / FIELD_REQUIRED / identifiers"] = () => Build.Event(e => e.Identifiers = null),
        ["user id of 101 / FIELD_TOO_LONG / identifiers.user_id"] = () => By(i => i.UserId = Text(101)),
        ["anonymous id of 101 / FIELD_TOO_LONG / identifiers.anonymous_id"] = () => By(i => i.AnonymousId = Text(101)),
        ["external id of 101 / FIELD_TOO_LONG / identifiers.external_id"] = () => By(i => i.ExternalId = Text(101)),
        ["blank user id / FIELD_INVALID / identifiers.user_id"] = () => By(i => i.UserId = " "),
        ["user id with U+0000 / FIELD_INVALID / identifiers.user_id"] = () => By(i => i.UserId = "a\0b"),
        ["email of 255 / FIELD_TOO_LONG / identifiers.email"] = () => By(i => i.Email = $"{Text(245)}@ab.exampl"),
        ["blank email / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = " "),
        ["email without @ / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = "ada.example.com"),
        ["two emails / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = "a@b.c,d@e.f"),
        ["email of a line break / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = "a@b.c\nBcc: d"),
        ["phone without + / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "0170 1234567"),
        ["phone beginning with 0 / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "+01701234567"),
        ["phone of 17 / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "+1234567890123456"),
        ["phone with letters / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "+49170CALLME"),
        ["identifiers of a product / FIELD_INVALID / identifiers"] = () => Upserted(_ => { }, Build.Identifiers()),
    };
}
