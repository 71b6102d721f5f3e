using Xunit;

namespace Automation.Contracts.Tests;

public class A_snapshot
{
    [Fact]
    public void Survives_being_written_and_read()
    {
        var snapshot = ContractSnapshot.Of(SuiteProtos.All);
        var accepted = new Dictionary<string, string> { ["automation.shelf.v1.Book.title"] = "nobody had it yet" };

        var read = ContractSnapshot.Parse(snapshot.ToText(accepted));

        Assert.Equal(snapshot.Things.Keys, read.Things.Keys);
        foreach (var (heading, members) in snapshot.Things)
            Assert.Equal(members, read.Things[heading]);
        Assert.Equal(accepted, read.AcceptedBreaks);
        Assert.Empty(BreakingChanges.Between(read, snapshot));
    }

    [Fact]
    public void Says_everything_that_callers_depend_on()
    {
        var text = ContractSnapshot.Of(ProtoText.Compile("""
            import "google/api/annotations.proto";
            service BookService {
              rpc GetBook(GetBookRequest) returns (stream Book) { option (google.api.http) = {post: "/v1/books" body: "*"}; }
            }
            message GetBookRequest { optional string book_id = 3; }
            message Book {
              map<string, Chapter> chapters = 2;
              repeated int32 pages = 4;
              oneof cover { string hard = 5; Colour soft = 6 [json_name = "paper"]; }
              message Chapter {}
            }
            // Colours. Frozen.
            enum Colour { COLOUR_UNSPECIFIED = 0; COLOUR_RED = 1; }
            """)).ToText(new Dictionary<string, string>());

        Assert.Equal("""

            enum automation.shelf.v1.Colour frozen
              0 COLOUR_UNSPECIFIED
              1 COLOUR_RED

            message automation.shelf.v1.Book
              2 chapters map<string,automation.shelf.v1.Book.Chapter>
              4 pages repeated int32
              5 hard string oneof cover
              6 soft automation.shelf.v1.Colour oneof cover json paper

            message automation.shelf.v1.Book.Chapter

            message automation.shelf.v1.GetBookRequest
              3 book_id optional string

            service automation.shelf.v1.BookService
              rpc GetBook (automation.shelf.v1.GetBookRequest) returns (stream automation.shelf.v1.Book) POST /v1/books body *

            """, string.Join('\n', text.Split('\n').Skip(1)));
    }
}
