namespace Automation.ChannelDelivery.Texts;

/// <summary>Something that is wrong with a text.</summary>
/// <param name="Reason">A code of docs/errors.md.</param>
/// <param name="Offset">Where it begins in the source.</param>
/// <param name="Detail">What is wrong and what to do.</param>
sealed record TextProblem(string Reason, int Offset, string Detail);
