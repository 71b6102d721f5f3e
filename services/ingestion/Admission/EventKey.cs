namespace Automation.Ingestion.Admission;

/// <summary>The idempotency key as it is stored.</summary>
static class EventKey
{
    public static Guid Of(string shopId, string eventId) => HashedId.Of(shopId, eventId);
}
