namespace Automation.Profiles;

// A profile stays below a megabyte, whatever a sender fills it with: it must fit into one message, and into memory with
// thousands of others. An ordinary one has a few kilobytes. Carts have bounds of their own.
static partial class ProfileFold
{
    const int MaxOrdersBytes = 256 * 1024;
    const int MaxEarlyLinesBytes = 64 * 1024;
    const int MaxTraitsBytes = 64 * 1024;
}
