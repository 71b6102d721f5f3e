using Xunit;

namespace Automation.Contracts.Tests;

public class A_breaking_change
{
    const string Former = """
        import "google/api/annotations.proto";
        service BookService {
          rpc GetBook(GetBookRequest) returns (GetBookResponse) { option (google.api.http) = {get: "/v1/books/{book_id}"}; }
          rpc Watch(WatchRequest) returns (WatchResponse);
        }
        message GetBookRequest { string book_id = 1; int32 page_count = 2; }
        message GetBookResponse {
          oneof cover { string hard = 1; string soft = 2; }
          repeated string pages = 3;
          map<string, string> notes = 4;
          Colour colour = 5;
          string title = 6;
        }
        message WatchRequest {}
        message WatchResponse {}
        // Growing.
        enum Colour { COLOUR_UNSPECIFIED = 0; COLOUR_RED = 1; }
        // Frozen.
        enum Size { SIZE_UNSPECIFIED = 0; SIZE_SMALL = 1; }
        """;

    [Theory]
    [InlineData("string book_id = 1; int32 page_count = 2;", "string book_id = 1;", "GetBookRequest.page_count: is gone.")]
    [InlineData("int32 page_count = 2;", "int32 page_count = 7;", "GetBookRequest.page_count: was renumbered from 2 to 7.")]
    [InlineData("int32 page_count = 2;", "int32 sheet_count = 2;", "GetBookRequest.page_count: was renamed to sheet_count.")]
    [InlineData("int32 page_count = 2;", "int64 page_count = 2;", "GetBookRequest.page_count: was 'int32' and is 'int64'.")]
    [InlineData("int32 page_count = 2;", "repeated int32 page_count = 2;", "GetBookRequest.page_count: was 'int32' and is 'repeated int32'.")]
    [InlineData("int32 page_count = 2;", "optional int32 page_count = 2;", "GetBookRequest.page_count: was 'int32' and is 'optional int32'.")]
    [InlineData("int32 page_count = 2;", "int32 page_count = 2 [json_name = \"pages\"];", "GetBookRequest.page_count: was 'int32' and is 'int32 json pages'.")]
    [InlineData("repeated string pages = 3;", "string pages = 3;", "GetBookResponse.pages: was 'repeated string' and is 'string'.")]
    [InlineData("map<string, string> notes = 4;", "map<string, bytes> notes = 4;", "GetBookResponse.notes: was 'map<string,string>' and is 'map<string,bytes>'.")]
    [InlineData("string soft = 2; }", "} string soft = 2;", "GetBookResponse.soft: was 'string oneof cover' and is 'string'.")]
    [InlineData("string soft = 2; }", "string soft = 2; string title = 6; }", "GetBookResponse.title: was 'string' and is 'string oneof cover'.", "string title = 6;\n}", "}")]
    [InlineData("oneof cover", "oneof jacket", "GetBookResponse.hard: was 'string oneof cover' and is 'string oneof jacket'.")]
    [InlineData("Colour colour = 5;", "Size colour = 5;", "GetBookResponse.colour: was 'automation.shelf.v1.Colour' and is 'automation.shelf.v1.Size'.")]
    [InlineData("COLOUR_RED = 1", "COLOUR_BLUE = 1", "Colour.COLOUR_RED: was renamed to COLOUR_BLUE.")]
    [InlineData("COLOUR_RED = 1", "COLOUR_RED = 2", "Colour.COLOUR_RED: was renumbered from 1 to 2.")]
    [InlineData(" COLOUR_RED = 1;", "", "Colour.COLOUR_RED: is gone.")]
    [InlineData("SIZE_SMALL = 1;", "SIZE_SMALL = 1; SIZE_LARGE = 2;", "Size.SIZE_LARGE: was added to a frozen enum.")]
    [InlineData("// Frozen.", "// Growing.", "Size: is frozen no longer.")]
    [InlineData("rpc Watch(WatchRequest) returns (WatchResponse);", "", "BookService.Watch: is gone.")]
    [InlineData("rpc Watch(", "rpc Look(", "BookService.Watch: is gone.")]
    [InlineData("returns (WatchResponse)", "returns (stream WatchResponse)", "BookService.Watch: was '(automation.shelf.v1.WatchRequest) returns (automation.shelf.v1.WatchResponse)' and is '(automation.shelf.v1.WatchRequest) returns (stream automation.shelf.v1.WatchResponse)'.")]
    [InlineData("Watch(WatchRequest)", "Watch(GetBookRequest)", "BookService.Watch: was '(automation.shelf.v1.WatchRequest) returns (automation.shelf.v1.WatchResponse)' and is '(automation.shelf.v1.GetBookRequest) returns (automation.shelf.v1.WatchResponse)'.")]
    [InlineData("/v1/books/{book_id}", "/v1/tomes/{book_id}", null)]
    [InlineData("get: ", "post: ", null)]
    [InlineData("get: \"/v1/books/{book_id}\"", "get: \"/v1/books/{book_id}\" body: \"*\"", null)]
    [InlineData("{ option (google.api.http) = {get: \"/v1/books/{book_id}\"}; }", ";", null)]
    [InlineData("message WatchRequest {}", "message WatchRequestt {}", "WatchRequest: is gone.", "(WatchRequest)", "(WatchRequestt)")]
    [InlineData("service BookService", "service BooksService", "BookService: is gone.")]
    public void Is_found(string from, string to, string? expected, string? alsoFrom = null, string? alsoTo = null)
    {
        var now = Replace(Former, from, to);
        if (alsoFrom is not null)
            now = Replace(now, alsoFrom, alsoTo!);

        var found = Between(Former, now).Select(change => change.ToString()).ToList();

        if (expected is null)
            Assert.StartsWith("automation.shelf.v1.BookService.GetBook: was ", Assert.Single(found), StringComparison.Ordinal);
        else
            Assert.Contains($"automation.shelf.v1.{expected}", found);
    }

    [Theory]
    [InlineData("string title = 6;", "string title = 6; string author = 7;")]
    [InlineData("string soft = 2; }", "string soft = 2; string leather = 9; }")]
    [InlineData("COLOUR_RED = 1;", "COLOUR_RED = 1; COLOUR_BLUE = 2;")]
    [InlineData("rpc Watch(", "rpc Read(WatchRequest) returns (WatchResponse); rpc Watch(")]
    [InlineData("message WatchRequest {}", "message WatchRequest {} message Shelf { string shelf_id = 1; }")]
    [InlineData("returns (WatchResponse);", "returns (WatchResponse) { option (google.api.http) = {get: \"/v1/watch\"}; }")]
    [InlineData("// Growing.", "// Other words. Growing.")]
    public void Is_not_an_addition(string from, string to) => Assert.Empty(Between(Former, Replace(Former, from, to)));

    static IReadOnlyList<BreakingChange> Between(string former, string now) =>
        BreakingChanges.Between(ContractSnapshot.Of(ProtoText.Compile(former)), ContractSnapshot.Of(ProtoText.Compile(now)));

    static string Replace(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }
}
