using MimeKit;
using MimeKit.IO;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// The parts of a mail. MailKit writes nothing between them and the final dot, so when they are with the server this is the last
/// moment to ask whether the message may still leave. MailKit must not write the message for another reason (to measure it, or by
/// BDAT): <see cref="SmtpConnection"/> sees to that.
/// </summary>
sealed class PermitBody(Func<CancellationToken, ValueTask<bool>> confirm) : MultipartAlternative
{
    /// <summary>Whether it was asked and the answer was yes: from then on the server may have the message.</summary>
    public bool IsPermitted { get; private set; }

    /// <summary>Whether it was asked and the answer was no.</summary>
    public bool IsWithheld { get; private set; }

    /// <exception cref="PermitWithheldException">The message may not leave any more.</exception>
    public override async Task WriteToAsync(
        FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        // In one piece: MimeKit writes every line on its own, which costs most of the time that a mail takes.
        using (var content = new MemoryStream())
        {
            base.WriteTo(options, content, contentOnly, cancellationToken);
            await stream.WriteAsync(content.GetBuffer().AsMemory(0, (int)content.Length), cancellationToken);
        }
        await stream.FlushAsync(cancellationToken);
        // The stream that doubles dots passes on what it has, but does not flush what is below it.
        if (stream is FilteredStream filtered)
            await filtered.Source.FlushAsync(cancellationToken);
        if (!await confirm(cancellationToken))
        {
            IsWithheld = true;
            throw new PermitWithheldException();
        }
        IsPermitted = true;
    }

    public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Call WriteToAsync; only that can ask for the permit.");
}

/// <summary>A message may not leave any more. Ends the session: the server must not wait for the rest.</summary>
sealed class PermitWithheldException() : Exception("The message may not be sent any more.");
