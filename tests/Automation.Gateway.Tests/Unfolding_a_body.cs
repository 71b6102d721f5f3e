using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>Bodies as they travel: marked, encoded, compressed.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Unfolding_a_body(GatewayFixture gateway) : GatewayTest(gateway)
{
    static byte[] Good => Encoding.UTF8.GetBytes(
        $$$"""{"eventId":"{{{Guid.NewGuid()}}}","identifiers":{"userId":"ü"},"cartViewed":{"cartId":"c"}}""");

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("")]
    public async Task A_known_encoding_is_taken(string encoding)
    {
        var answer = await SendAsync(Pack(encoding, Good), encoding);

        Assert.True(answer.Status == 200, answer.Body);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("compress")]
    public async Task An_unknown_encoding_is_refused_with_those_that_are_known(string encoding)
    {
        var answer = await SendAsync(Good, encoding);

        Assert.Equal((415, "CONTENT_TYPE_UNSUPPORTED"), (answer.Status, answer.Reason));
        Assert.Contains("gzip, br and deflate", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", 614_400, 400)]
    [InlineData("gzip", 614_401, 413)]
    [InlineData("br", 100_000_000, 413)]
    [InlineData("gzip", 100_000_000, 413)]
    [InlineData("deflate", 614_401, 413)]
    public async Task What_it_unfolds_to_has_the_limit_of_a_body(string encoding, int length, int status)
    {
        var body = Pack(encoding, [.. "{\"eventId\":\""u8, .. Enumerable.Repeat((byte)'x', length - 15), .. "\" }"u8]);
        Assert.True(body.Length < 200_000, $"{body.Length}");

        var answer = await SendAsync(body, encoding);

        Assert.Equal(status, answer.Status);
        if (status == 413)
            Assert.Equal("REQUEST_TOO_LARGE", answer.Reason);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_cannot_be_unfolded_is_refused(string encoding)
    {
        var whole = Pack(encoding, Good);

        foreach (var body in new[] { "{\"eventId\":\"e\"}"u8.ToArray(), whole[..(whole.Length / 2)] })
        {
            var answer = await SendAsync(body, encoding);

            Assert.True(answer.Status == 400, answer.Body);
            Assert.Equal("REQUEST_MALFORMED", answer.Reason);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task A_byte_order_mark_of_UTF_8_is_passed_over(string encoding)
    {
        var answer = await SendAsync(Pack(encoding, [.. Encoding.UTF8.Preamble, .. Good]), encoding);

        Assert.True(answer.Status == 200, answer.Body);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    public async Task Another_Unicode_encoding_is_refused_by_its_name(string name, bool isMarked)
    {
        var encoding = Encoding.GetEncoding(name);

        var answer = await SendAsync([.. isMarked ? encoding.Preamble : [], .. encoding.GetBytes("{\"eventId\":\"e\"}")], "");

        Assert.Equal((400, "REQUEST_MALFORMED"), (answer.Status, answer.Reason));
        Assert.Contains("UTF-16 or UTF-32; encode it as UTF-8", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_alone_is_an_empty_body()
    {
        var answer = await SendAsync([.. Encoding.UTF8.Preamble], "");

        Assert.Equal((400, "REQUEST_MALFORMED"), (answer.Status, answer.Reason));
        Assert.Contains("empty", answer.Detail, StringComparison.Ordinal);
    }

    static byte[] Pack(string encoding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream? packing = encoding.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "BR" => new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "DEFLATE" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => null,
        })
        {
            if (packing is null)
                return body;
            packing.Write(body);
        }
        return packed.ToArray();
    }

    async Task<RestAnswer> SendAsync(byte[] body, string encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding.Length > 0)
            content.Headers.TryAddWithoutValidation("content-encoding", encoding);
        return await Fixture.SendAsync(HttpMethod.Post, "/v1/events", content, Fixture.Key);
    }
}
