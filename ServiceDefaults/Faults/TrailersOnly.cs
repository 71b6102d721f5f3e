using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Automation.ServiceDefaults.Faults;

/// <summary>A gRPC answer without a message, written where no handler runs; its trailers travel as headers.</summary>
public static class TrailersOnly
{
    public static Task WriteAsync(HttpContext context, Fault fault)
    {
        var exception = FaultStatus.ToRpcException(fault);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)exception.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Encode(exception.Status.Detail);
        foreach (var entry in exception.Trailers.Where(entry => entry.IsBinary))
            response.Headers[entry.Key] = Convert.ToBase64String(entry.ValueBytes).TrimEnd('=');
        return response.CompleteAsync();
    }

    // grpc-message: printable ASCII but '%' stands for itself, every other byte of the UTF-8 form is %XX.
    static string Encode(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            if (octet is >= 0x20 and <= 0x7e and not (byte)'%')
                text.Append((char)octet);
            else
                text.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
