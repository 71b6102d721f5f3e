using System.Text;
using Grpc.Core;
using Xunit;

namespace Automation.Compat.Tests.Calls;

/// <summary>What holds for the official package and the stand-in alike.</summary>
public sealed class Grpc_data
{
    [Theory]
    [InlineData("X-Shop-Id", "x-shop-id")]
    [InlineData("a.b_c-9", "a.b_c-9")]
    public void Metadata_keys_are_lower_case(string given, string kept)
    {
        var metadata = new Metadata { { given, "v" } };
        Assert.Equal(kept, metadata[0].Key);
        Assert.Equal("v", metadata.GetValue(given));
        Assert.Equal("v", metadata.Get(kept)!.Value);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("colon:")]
    [InlineData("straße")]
    public void Metadata_keys_are_of_few_characters(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "v"));

    [Fact]
    public void Metadata_keys_say_whether_the_value_is_binary()
    {
        Assert.Equal("-bin", Metadata.BinaryHeaderSuffix);
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a", [1]));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("a", (string)null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("a-bin", (byte[])null!));

        var text = new Metadata.Entry("a", "ab");
        Assert.False(text.IsBinary);
        Assert.Equal("ab", text.Value);
        Assert.Equal([97, 98], text.ValueBytes);

        byte[] given = [1, 2];
        var binary = new Metadata.Entry("A-BIN", given);
        given[0] = 9;
        binary.ValueBytes[1] = 9;
        Assert.True(binary.IsBinary);
        Assert.Equal([1, 2], binary.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => binary.Value);
    }

    [Fact]
    public void Metadata_gives_the_last_value_or_all_in_order()
    {
        var metadata = new Metadata { { "k", "1" }, { "other", "x" }, { "K", "2" } };
        Assert.Equal("2", metadata.GetValue("k"));
        Assert.Equal(["1", "2"], metadata.GetAll("k").Select(entry => entry.Value));
        Assert.Null(metadata.Get("absent"));
        Assert.Null(metadata.GetValue("absent"));
        Assert.Null(metadata.GetValueBytes("absent"));
        Assert.Empty(metadata.GetAll("absent"));
    }

    [Fact]
    public void Metadata_is_a_list()
    {
        var first = new Metadata.Entry("a", "1");
        var second = new Metadata.Entry("b", "2");
        var metadata = new Metadata { first };
        metadata.Insert(0, second);
        Assert.Equal([second, first], metadata);
        Assert.Equal(1, metadata.IndexOf(first));
        Assert.Contains(second, metadata);
        metadata[0] = first;
        metadata.RemoveAt(1);
        Assert.True(metadata.Remove(first));
        Assert.Empty(metadata);
        Assert.False(metadata.IsReadOnly);
        metadata.Add(first);
        metadata.Clear();
        Assert.Empty(metadata);
    }

    [Fact]
    public void Empty_metadata_stays_empty()
    {
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "1"));
        Assert.Throws<InvalidOperationException>(Metadata.Empty.Clear);
        Assert.Empty(Metadata.Empty);
    }

    [Fact]
    public void A_status_tells_its_code_and_detail()
    {
        Assert.Equal(new Status(StatusCode.OK, ""), Status.DefaultSuccess);
        Assert.Equal(new Status(StatusCode.Cancelled, ""), Status.DefaultCancelled);
        Assert.Equal(
            "Status(StatusCode=\"Aborted\", Detail=\"etag\")", new Status(StatusCode.Aborted, "etag").ToString());
        Assert.Equal(
            "Status(StatusCode=\"Internal\", Detail=\"d\", DebugException=\"System.InvalidOperationException: m\")",
            new Status(StatusCode.Internal, "d", new InvalidOperationException("m")).ToString());
    }

    [Fact]
    public void An_exception_carries_its_status()
    {
        var cause = new InvalidOperationException("m");
        var status = new Status(StatusCode.Internal, "d", cause);
        var plain = new RpcException(status);
        Assert.Equal(status.ToString(), plain.Message);
        Assert.Equal(StatusCode.Internal, plain.StatusCode);
        Assert.Same(cause, plain.InnerException);
        Assert.Empty(plain.Trailers);

        var trailers = new Metadata { { "a", "1" } };
        Assert.Same(trailers, new RpcException(status, trailers).Trailers);
        Assert.Equal("mine", new RpcException(status, "mine").Message);
        var full = new RpcException(status, trailers, "mine");
        Assert.Equal("mine", full.Message);
        Assert.Same(trailers, full.Trailers);
    }

    [Fact]
    public void Every_status_code_has_the_number_of_the_protocol() =>
        Assert.Equal(
            [
                "OK", "Cancelled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists",
                "PermissionDenied", "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented",
                "Internal", "Unavailable", "DataLoss", "Unauthenticated",
            ],
            Enumerable.Range(0, 17).Select(code => ((StatusCode)code).ToString()));

    [Fact]
    public void Call_options_change_in_a_copy()
    {
        var options = new CallOptions();
        var headers = new Metadata();
        var deadline = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        using var cancellation = new CancellationTokenSource();
        var write = new WriteOptions(WriteFlags.NoCompress);
        var credentials = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);

        var changed = options.WithHeaders(headers).WithDeadline(deadline).WithCancellationToken(cancellation.Token)
            .WithWriteOptions(write).WithCredentials(credentials).WithWaitForReady();

        Assert.Same(headers, changed.Headers);
        Assert.Equal(deadline, changed.Deadline);
        Assert.Equal(cancellation.Token, changed.CancellationToken);
        Assert.Same(write, changed.WriteOptions);
        Assert.Same(credentials, changed.Credentials);
        Assert.True(changed.IsWaitForReady);
        Assert.False(changed.WithWaitForReady(false).IsWaitForReady);
        Assert.Null(changed.PropagationToken);
        Assert.Null(options.Headers);
        Assert.Null(options.Deadline);
        Assert.False(options.IsWaitForReady);
    }

    [Fact]
    public void A_marshaller_works_with_arrays_and_with_contexts()
    {
        var byArray = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);
        var byContext = Marshallers.Create<string>(
            (text, context) => context.Complete(Encoding.ASCII.GetBytes(text)),
            context => Encoding.ASCII.GetString(context.PayloadAsNewBuffer()) + context.PayloadLength);

        var sink = new Sink();
        byContext.ContextualSerializer("ab", sink);
        Assert.Equal("ab"u8.ToArray(), sink.Payload);
        Assert.Equal("ab2", byContext.ContextualDeserializer(new Source("ab"u8.ToArray())));
        Assert.ThrowsAny<Exception>(() => byContext.Serializer("ab"));
        sink = new Sink();
        byArray.ContextualSerializer("ab", sink);
        Assert.Equal("ab"u8.ToArray(), sink.Payload);
        Assert.Equal("ab", byArray.ContextualDeserializer(new Source("ab"u8.ToArray())));
        Assert.Equal("grüß", Marshallers.StringMarshaller.Deserializer(Marshallers.StringMarshaller.Serializer("grüß")));
    }

    [Fact]
    public void A_method_has_a_full_name()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "a.B", "C", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        Assert.Equal("/a.B/C", method.FullName);
        Assert.Equal(("a.B", "C", MethodType.Unary), (method.ServiceName, method.Name, method.Type));
    }

    [Fact]
    public void An_identity_is_found_by_its_property()
    {
        var name = AuthProperty.Create("name", "shop"u8.ToArray());
        var context = new AuthContext("name", new() { ["name"] = [name], ["other"] = [] });
        Assert.True(context.IsPeerAuthenticated);
        Assert.Equal("shop", Assert.Single(context.PeerIdentity).Value);
        Assert.Equal([name], context.Properties);
        Assert.Empty(context.FindPropertiesByName("absent"));
        Assert.False(new AuthContext(null, []).IsPeerAuthenticated);
        Assert.Empty(new AuthContext(null, []).PeerIdentity);
    }

    sealed class Sink : SerializationContext
    {
        public byte[]? Payload { get; private set; }

        public override void Complete(byte[] payload) => Payload = payload;
    }

    sealed class Source(byte[] payload) : DeserializationContext
    {
        public override int PayloadLength => payload.Length;

        public override byte[] PayloadAsNewBuffer() => payload;
    }
}
