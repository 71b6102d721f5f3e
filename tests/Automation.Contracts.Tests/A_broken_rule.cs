using Xunit;

namespace Automation.Contracts.Tests;

public class A_broken_rule
{
    const string Good = """
        import "google/api/annotations.proto";
        import "google/protobuf/timestamp.proto";

        // Books. Needs no more than a key.
        service BookService {
          // Lists books.
          rpc ListBooks(ListBooksRequest) returns (ListBooksResponse) {
            option idempotency_level = NO_SIDE_EFFECTS;
            option (google.api.http) = {get: "/v1/books"};
          }
          // Writes a book.
          rpc WriteBook(WriteBookRequest) returns (WriteBookResponse);
        }

        // Asks for books.
        message ListBooksRequest {
          // At most this many.
          int32 page_size = 1;
          // Where to go on.
          string page_token = 2;
        }

        // Books.
        message ListBooksResponse {
          // Best first.
          repeated string titles = 1;
          // Empty at the end.
          string next_page_token = 2;
        }

        // A book.
        message WriteBookRequest {
          // When it came out.
          google.protobuf.Timestamp publish_time = 1;
          // What it is.
          oneof kind {
            // A novel.
            Genre novel = 2;
          }
        }

        // The book.
        message WriteBookResponse {}

        // What kind. Growing.
        enum Genre {
          GENRE_UNSPECIFIED = 0;
          // A crime.
          GENRE_CRIME = 1;
        }
        """;

    [Fact]
    public void Is_not_found_where_there_is_none() => Assert.Empty(ProtoLint.Check(ProtoText.Compile(Good)));

    [Theory]
    // 1: places and imports
    [InlineData("import \"google/protobuf/timestamp.proto\";", "import \"google/protobuf/timestamp.proto\"; import \"automation/ingestion/v1/shop_service.proto\";", "must not import")]
    // 2: services and their messages
    [InlineData("service BookService", "service BookShop", "must end in Service")]
    [InlineData("rpc WriteBook(WriteBookRequest)", "rpc WriteBook(ListBooksRequest)", "needs WriteBookRequest of its own")]
    [InlineData("returns (WriteBookResponse)", "returns (ListBooksResponse)", "needs WriteBookResponse of its own")]
    [InlineData("// What kind. Growing.", "// Second.\nservice OtherService {}\n// What kind. Growing.", "a file holds one service")]
    // 4: comments
    [InlineData("// Lists books.", "", "ListBooks: has no comment")]
    [InlineData("// At most this many.", "", "page_size: has no comment")]
    [InlineData("// A book.", "", "WriteBookRequest: has no comment")]
    [InlineData("// A crime.", "", "GENRE_CRIME: has no comment")]
    [InlineData("// What it is.", "", "kind: has no comment")]
    [InlineData("// Books. Needs no more than a key.", "", "BookService: has no comment")]
    [InlineData("// Best first.", "// Best first", "does not end a sentence")]
    // 5: names
    [InlineData("repeated string titles", "repeated string bookTitles", "must be lower_snake_case")]
    [InlineData("publish_time", "published_at", "not …_at")]
    [InlineData("publish_time", "publish_instant", "go together")]
    [InlineData("repeated string titles = 1;", "repeated string titles = 1; // Late.\n bool is_late = 9;", "must not begin with is_")]
    [InlineData("repeated string titles = 1;", "repeated string titles = 1; // Id.\n int64 book_id = 9;", "an id is a string")]
    [InlineData("repeated string titles = 1;", "repeated string titles = 1; // Price.\n double price = 9;", "money is automation.commerce.v1.Money")]
    [InlineData("repeated string titles = 1;", "repeated string titles = 1; // Pages.\n string page_count = 9;", "a count is an int32 or int64")]
    [InlineData("Genre", "genre", "must be PascalCase")]
    // 6: enums
    [InlineData("GENRE_UNSPECIFIED = 0", "GENRE_UNKNOWN = 0", "must be GENRE_UNSPECIFIED = 0")]
    [InlineData("GENRE_CRIME", "CRIME", "must begin with GENRE_")]
    [InlineData("// What kind. Growing.", "// What kind.", "must end with 'Frozen.' or 'Growing.'")]
    // 9: paging
    [InlineData("int32 page_size = 1;", "int32 page_length = 1;", "takes int32 page_size")]
    [InlineData("string next_page_token = 2;", "string further_token = 2;", "answers string next_page_token")]
    [InlineData("repeated string titles = 1;", "repeated string titles = 3;", "repeated and field 1")]
    // routes and internal services
    [InlineData("{get: \"/v1/books\"}", "{custom: {kind: \"FETCH\" path: \"/v1/books\"}}", "a route is get")]
    [InlineData("get: \"/v1/books\"", "get: \"/v1/books\" body: \"*\"", "GET has no body")]
    [InlineData("    option idempotency_level = NO_SIDE_EFFECTS;\n", "", "GET only reads")]
    [InlineData("    option idempotency_level = NO_SIDE_EFFECTS;\n", "    option idempotency_level = IDEMPOTENT;\n", "GET only reads")]
    [InlineData("{get: \"/v1/books\"}", "{put: \"/v1/books\"}", "PUT changes something")]
    [InlineData("{\n    option idempotency_level = NO_SIDE_EFFECTS;\n    option (google.api.http) = {get: \"/v1/books\"};\n  }", ";", "needs a service credential")]
    [InlineData("returns (WriteBookResponse);", "returns (WriteBookResponse) { option (google.api.http) = {get: \"/v1/books\"}; }", "is served by automation.shelf.v1.BookService.ListBooks already")]
    [InlineData("(ListBooksRequest) returns", "(stream ListBooksRequest) returns", "a stream has no REST route")]
    public void Is_found(string from, string to, string finding)
    {
        var text = Good.ReplaceLineEndings("\n");
        Assert.Contains(from, text, StringComparison.Ordinal);

        var findings = ProtoLint.Check(ProtoText.Compile(text.Replace(from, to, StringComparison.Ordinal)));

        Assert.Contains(findings, found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void Is_found_in_the_order_of_requests()
    {
        var write = "// A book.\nmessage WriteBookRequest {}\n// The book.\nmessage WriteBookResponse {}\n";
        var find = "// Which.\nmessage FindBookRequest {}\n// It.\nmessage FindBookResponse {}\n";
        var service = "// Books, with a service credential.\nservice BookService {\n// Finds.\nrpc FindBook(FindBookRequest) returns (FindBookResponse);\n"
            + "// Writes.\nrpc WriteBook(WriteBookRequest) returns (WriteBookResponse);\n}\n";

        Assert.Empty(ProtoLint.Check(ProtoText.Compile(service + find + write)));
        Assert.Contains(ProtoLint.Check(ProtoText.Compile(service + write + find)), found => found.Contains("order of the methods", StringComparison.Ordinal));
    }

    [Fact]
    public void Is_found_in_the_place_of_a_file()
    {
        var elsewhere = ProtoText.Compile("// Nothing.\nmessage Nothing {}", name: "nothing", package: "automation.table.v1");
        var unversioned = ProtoText.Compile("// Nothing.\nmessage Nothing {}", name: "nothing", package: "automation.shelf");
        var misnamed = ProtoText.Compile("// Nothing.\nmessage Nothing {}", name: "nothing_service");

        Assert.Contains(ProtoLint.Check(elsewhere), found => found.Contains("the folder must be the package", StringComparison.Ordinal));
        Assert.Contains(ProtoLint.Check(unversioned), found => found.Contains("automation.<service>.v<number>", StringComparison.Ordinal));
        Assert.Contains(ProtoLint.Check(misnamed), found => found.Contains("<noun>_service.proto", StringComparison.Ordinal));
    }
}
