using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>When the connection to the mail server is encrypted.</summary>
enum StartTlsUse
{
    /// <summary>Whenever the server offers it.</summary>
    WhenOffered,

    /// <summary>Always; a server without it is not used.</summary>
    Required,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>Section <c>Email</c>. The server's address is the connection string <c>mail</c>: <c>smtp://[user:password@]host[:port]</c>.</summary>
sealed class EmailOptions
{
    /// <summary>The name that this client greets with (EHLO). Empty: the machine's name.</summary>
    public string ClientName { get; set; } = "";

    /// <summary>STARTTLS. With a user and password it must be Required, unless the server is on this machine.</summary>
    public StartTlsUse StartTls { get; set; } = StartTlsUse.WhenOffered;

    /// <summary>Time to connect, encrypt, and get each answer. Longer bears slower servers, and holds a worker longer.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for one message in all, from connecting to the last answer. Must exceed <see cref="CommandTimeout"/> and stay below Sending:Lease.</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long an idle connection is kept. Servers close them after some minutes; longer saves greetings.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

sealed class EmailOptionsValidator(IConfiguration configuration) : IValidateOptions<EmailOptions>
{
    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        if (options.CommandTimeout <= TimeSpan.Zero || options.IdleTimeout <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Email:CommandTimeout and Email:IdleTimeout must be above zero.");
        if (options.MessageTimeout <= options.CommandTimeout)
            return ValidateOptionsResult.Fail("Email:MessageTimeout must exceed Email:CommandTimeout.");
        if (options.ClientName.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-')))
            return ValidateOptionsResult.Fail("Email:ClientName must be a host name.");
        if (!MailServer.TryParse(configuration.GetConnectionString("mail"), out var server))
            return ValidateOptionsResult.Fail("ConnectionStrings:mail must be smtp://[user:password@]host[:port]; the AppHost sets it.");
        if (server.User is not null && options.StartTls is not StartTlsUse.Required && !server.IsLocal)
            return ValidateOptionsResult.Fail("Email:StartTls must be Required where ConnectionStrings:mail has a password.");
        return ValidateOptionsResult.Success;
    }
}

/// <summary>Where mail is handed over.</summary>
sealed record MailServer(string Host, int Port, string? User, string? Password)
{
    public bool IsLocal => Host is "localhost" or "127.0.0.1" or "::1";

    public static bool TryParse(string? connectionString, out MailServer server)
    {
        server = new MailServer("", 0, null, null);
        if (!Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) || uri.Scheme != "smtp" || uri.Host.Length == 0)
            return false;
        var credential = uri.UserInfo.Split(':', 2);
        if (uri.UserInfo.Length > 0 && credential.Length != 2)
            return false;
        server = uri.UserInfo.Length == 0
            ? new MailServer(uri.IdnHost, uri.Port > 0 ? uri.Port : 25, null, null)
            : new MailServer(
                uri.IdnHost,
                uri.Port > 0 ? uri.Port : 25,
                Uri.UnescapeDataString(credential[0]),
                Uri.UnescapeDataString(credential[1]));
        return true;
    }
}
