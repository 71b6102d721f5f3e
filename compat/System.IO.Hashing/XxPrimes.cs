namespace System.IO.Hashing;

// The constants of the xxHash specification.
static class XxPrimes
{
    public const uint P32_1 = 0x9E3779B1;
    public const uint P32_2 = 0x85EBCA77;
    public const uint P32_3 = 0xC2B2AE3D;

    public const ulong P64_1 = 0x9E3779B185EBCA87;
    public const ulong P64_2 = 0xC2B2AE3D27D4EB4F;
    public const ulong P64_3 = 0x165667B19E3779F9;
    public const ulong P64_4 = 0x85EBCA77C2B2AE63;
    public const ulong P64_5 = 0x27D4EB2F165667C5;

    public const ulong Mx1 = 0x165667919E3779F9;
    public const ulong Mx2 = 0x9FB21C651E98DF25;
}
