using System.IO.Hashing;
using System.Runtime.InteropServices;
using Automation.Segmentation.V1;

namespace Automation.Segments.Evaluating;

/// <summary>Of the identifiers of a profile. Nearly every event brings some, and nearly none changes one.</summary>
static class IdentityHash
{
    public static ulong Of(Profile profile) =>
        Of(profile.AnonymousId, Of(profile.UserId, Of(profile.Email, Of(profile.Phone, Of(profile.ExternalId, 1)))));

    static ulong Of(string identifier, ulong seed) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(identifier.AsSpan()), (long)seed);
}
