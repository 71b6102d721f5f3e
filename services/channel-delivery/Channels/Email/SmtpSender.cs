using System.Collections.Concurrent;
using Automation.Commerce.V1;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>Sends mail over SMTP, each message over a connection of its own that later ones use again.</summary>
sealed class SmtpSender(IConfiguration configuration, IOptions<EmailOptions> options, TimeProvider time) : IChannelSender, IAsyncDisposable
{
    readonly MailServer _server = MailServer.TryParse(configuration.GetConnectionString("mail"), out var server)
        ? server
        : throw new InvalidOperationException("ConnectionStrings:mail is not an SMTP address; set it to smtp://[user:password@]host[:port].");

    // Bounded by the workers: each returns at most the one connection that it took or opened.
    readonly ConcurrentBag<SmtpConnection> _idle = [];

    public Channel Channel => Channel.Email;

    public async Task<SendResult> SendAsync(
        RenderedMessage message, Func<CancellationToken, ValueTask<bool>> confirm, CancellationToken cancellationToken)
    {
        // By the real clock, whatever the shop clock does.
        using var timer = new CancellationTokenSource(options.Value.MessageTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        SmtpConnection connection;
        try
        {
            connection = await TakeAsync(either.Token);
        }
        catch (Exception exception) when (SmtpConnection.IsRefusal(exception))
        {
            // A server that refuses the session says nothing about this message: another session may be welcome.
            return new SendResult.RefusedForNow(SmtpConnection.Explain(exception));
        }
        catch (Exception exception) when (SmtpConnection.IsTrouble(exception))
        {
            return new SendResult.NotReached(SmtpConnection.Explain(exception));
        }

        var isReusable = false;
        try
        {
            var result = await connection.SendAsync(message, confirm, either.Token);
            isReusable = connection.IsOpen;
            return result;
        }
        finally
        {
            if (isReusable)
                _idle.Add(connection);
            else
                connection.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var connection))
            await connection.QuitAsync();
    }

    async Task<SmtpConnection> TakeAsync(CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out var idle))
        {
            if (time.GetElapsedTime(idle.LastUse) < options.Value.IdleTimeout && await idle.IsAliveAsync(cancellationToken))
                return idle;
            idle.Dispose();
        }
        return await SmtpConnection.OpenAsync(_server, options.Value, time, cancellationToken);
    }
}
