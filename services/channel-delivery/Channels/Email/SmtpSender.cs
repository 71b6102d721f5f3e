using System.Collections.Concurrent;
using Automation.Commerce.V1;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// Sends mail over SMTP and knows at every stage what a failure there means: before the final dot the server has
/// nothing, behind it only its answer tells.
/// </summary>
sealed class SmtpSender(IConfiguration configuration, IOptions<EmailOptions> options, TimeProvider time) : IChannelSender, IAsyncDisposable
{
    static readonly byte[] FinalDot = "\r\n.\r\n"u8.ToArray();

    readonly MailServer _server = MailServer.TryParse(configuration.GetConnectionString("mail"), out var server)
        ? server
        : throw new InvalidOperationException("ConnectionStrings:mail is not an SMTP address.");

    // Bounded by the workers: each returns at most the one connection that it took or opened.
    readonly ConcurrentBag<SmtpConnection> _idle = [];

    public Channel Channel => Channel.Email;

    public async Task<SendResult> SendAsync(
        RenderedMessage message, Func<CancellationToken, ValueTask<bool>> confirm, CancellationToken cancellationToken)
    {
        using var patience = new SmtpPatience(options.Value.MessageTimeout, time, cancellationToken);
        SmtpConnection connection;
        try
        {
            connection = await TakeAsync(patience.Token);
        }
        catch (SmtpRefusedException exception)
        {
            // A server that refuses the session says nothing about this message: another session may be welcome.
            return new SendResult.RefusedForNow(exception.Message);
        }
        catch (SmtpBrokenException exception)
        {
            return new SendResult.NotReached(exception.Message);
        }

        var (result, isReusable) = await TransactAsync(connection, message, confirm, patience.Token);
        if (isReusable)
            _idle.Add(connection);
        else
            connection.Dispose();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var connection))
            await connection.QuitAsync();
    }

    static async Task<(SendResult Result, bool IsReusable)> TransactAsync(
        SmtpConnection connection,
        RenderedMessage message,
        Func<CancellationToken, ValueTask<bool>> confirm,
        CancellationToken cancellationToken)
    {
        var stage = "MAIL";
        try
        {
            await connection.CommandAsync($"MAIL FROM:<{message.FromAddress}>", 2, cancellationToken);
            stage = "RCPT";
            await connection.CommandAsync($"RCPT TO:<{message.ToAddress}>", 2, cancellationToken);
            stage = "DATA";
            await connection.CommandAsync("DATA", 3, cancellationToken);
            await connection.WriteAsync(DotStuffing.Stuff(MimeWriter.Write(message)), cancellationToken);
            if (!await confirm(cancellationToken))
                return (new SendResult.Withheld(), false);
        }
        catch (SmtpRefusedException refusal)
        {
            SendResult result = refusal.Reply.Code is >= 400 and < 500 || refusal.Reply.Code < 400
                ? new SendResult.RefusedForNow(refusal.Message)
                : new SendResult.RefusedForGood(refusal.Message, stage == "RCPT" && refusal.Reply.IsMailboxRefused);
            return (result, refusal.Reply.Code != 421);
        }
        catch (SmtpBrokenException exception)
        {
            return (new SendResult.NotReached($"{stage}: {exception.Message}"), false);
        }

        // From here on nobody can know, without an answer, whether the server took it.
        try
        {
            await connection.WriteAsync(FinalDot, cancellationToken);
            var reply = await connection.ReadLastReplyAsync(cancellationToken);
            return reply switch
            {
                { IsDone: true } => (new SendResult.Sent(reply.ToString()), true),
                { IsForNow: true } => (new SendResult.RefusedForNow(reply.ToString()), reply.Code != 421),
                { Code: >= 500 } => (new SendResult.RefusedForGood(reply.ToString(), IsRecipientRefused: false), true),
                _ => (new SendResult.Unclear(reply.ToString()), false),
            };
        }
        catch (SmtpBrokenException exception)
        {
            return (new SendResult.Unclear(exception.Message), false);
        }
    }

    async Task<SmtpConnection> TakeAsync(CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out var idle))
        {
            if (time.GetElapsedTime(idle.LastUse) < options.Value.IdleTimeout && await idle.ResetAsync(cancellationToken))
                return idle;
            idle.Dispose();
        }
        return await SmtpConnection.OpenAsync(_server, options.Value, time, cancellationToken);
    }
}
