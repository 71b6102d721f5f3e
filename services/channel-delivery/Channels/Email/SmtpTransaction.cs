namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// What became of a message, read from what the server answered. A function of its arguments: before the final dot the server has
/// nothing, behind it only its answer tells.
/// </summary>
static class SmtpTransaction
{
    static readonly (string Command, int Expected)[] Stages = [("MAIL", 2), ("RCPT", 2), ("DATA", 3)];

    /// <param name="replies">The answers to MAIL, RCPT, DATA and the final dot, as far as they came.</param>
    /// <param name="isWithheld">Whether the permit was asked for and refused.</param>
    /// <param name="isPermitted">Whether the permit was given, so that the dot was or may have been written.</param>
    /// <param name="trouble">What went wrong, for people; null: nothing.</param>
    public static SendResult ResultOf(IReadOnlyList<SmtpReply> replies, bool isWithheld, bool isPermitted, string? trouble)
    {
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var (command, expected) = Stages[stage];
            if (stage == replies.Count)
                return new SendResult.NotReached($"{command}: {trouble ?? "no answer"}");
            if (replies[stage].Code / 100 != expected)
                return Refused(command, replies[stage]);
        }
        if (isWithheld)
            return new SendResult.Withheld();
        if (!isPermitted)
            return new SendResult.NotReached($"DATA: {trouble ?? "not written"}");

        // From here on nobody can know, without an answer, whether the server took it.
        return replies.Count == Stages.Length
            ? new SendResult.Unclear(trouble ?? "no answer")
            : replies[Stages.Length] switch
            {
                { IsDone: true } reply => new SendResult.Sent(reply.ToString()),
                { IsForNow: true } reply => new SendResult.RefusedForNow(reply.ToString()),
                { Code: >= 500 } reply => new SendResult.RefusedForGood(reply.ToString(), IsRecipientRefused: false),
                var reply => new SendResult.Unclear(reply.ToString()),
            };
    }

    static SendResult Refused(string command, SmtpReply reply) => reply.Code < 500
        ? new SendResult.RefusedForNow($"{command}: {reply}")
        : new SendResult.RefusedForGood($"{command}: {reply}", command == "RCPT" && reply.IsMailboxRefused);
}
