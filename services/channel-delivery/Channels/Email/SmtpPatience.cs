namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>A token that ends with another one or after a time of the real clock, whatever the shop clock does.</summary>
sealed class SmtpPatience : IDisposable
{
    readonly CancellationTokenSource _timer;
    readonly CancellationTokenSource _either;

    public SmtpPatience(TimeSpan timeout, TimeProvider time, CancellationToken other)
    {
        _timer = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, other);
    }

    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
