using System.Net.Sockets;

namespace Automation.AppHost.Tests.LocalServers;

/// <summary>The shortest SMTP conversation that delivers a message (RFC 5321).</summary>
static class SmtpConversation
{
    public static async Task SendAsync(int port, string message)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await ExpectAsync("220");
        foreach (var (line, code) in new[]
        {
            ("HELO localhost", "250"), ("MAIL FROM:<shop@example.org>", "250"), ("RCPT TO:<shopper@example.org>", "250"),
            ("DATA", "354"), ($"{message}.", "250"), ("QUIT", "221"),
        })
        {
            await writer.WriteLineAsync(line);
            await ExpectAsync(code);
        }

        async Task ExpectAsync(string code)
        {
            var answer = await reader.ReadLineAsync();
            if (answer is null || !answer.StartsWith(code, StringComparison.Ordinal))
                throw new IOException($"Expected {code}, got '{answer}'.");
        }
    }
}
