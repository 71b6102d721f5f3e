using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Automation.Compat.Tests.References;

/// <summary>Code is compiled against one version of a library and checked against another.</summary>
public sealed class The_reference_check_finds
{
    const string Library = """
        public class Tool
        {
            public int Size;
            public void Use(int times) { }
            public T Make<T>(T[] from) => default;
        }
        public struct Mark : System.IDisposable { public int Value => 0; public void Dispose() { } }
        public delegate int Measure(in Mark mark);
        public class Bench<T> { public void Put(T thing, System.Collections.Generic.List<T> others) { } }
        public abstract class Worker { public virtual void Rest() { } public abstract T Do<T>(T what) where T : class; }
        public interface IShelf { int Count { get; } }
        """;

    const string Code = """
        public class Code : Worker, IShelf
        {
            public int Count => 0;
            public override T Do<T>(T what) => what;
            public override void Rest() { }
            static int Read(in Mark mark) => mark.Value;
            public void Run(Tool tool, Bench<string> bench)
            {
                tool.Use(tool.Size);
                tool.Make(new[] { 1 });
                bench.Put("", null);
                System.Console.WriteLine(new Measure(Read));
                using (new Mark()) { }
            }
        }
        """;

    [Fact]
    public void Nothing_in_the_same_library()
    {
        Assert.Empty(Problems(Library));
    }

    [Theory]
    [InlineData("class Tool", "class Gadget", "[Library]Tool does not exist")]
    [InlineData("public class Tool", "internal class Tool", "[Library]Tool is not visible")]
    [InlineData("public int Size", "public long Size", "[Library]Tool has no Int32 Size")]
    [InlineData("public void Use", "void Use", "[Library]Tool's Void Use(Int32) is not visible")]
    [InlineData("public void Use", "internal void Use", "[Library]Tool's Void Use(Int32) is not visible")]
    [InlineData("public void Use", "public static void Use", "[Library]Tool has no Void Use(Int32)")]
    [InlineData("void Use(int times)", "void Use(ref int times)", "[Library]Tool has no Void Use(Int32)")]
    [InlineData("void Use(int times)", "void Use(int times, int more = 0)", "[Library]Tool has no Void Use(Int32)")]
    [InlineData("T Make<T>(T[] from)", "T Make<T, TMore>(T[] from)", "[Library]Tool has no !!0 Make`1(!!0[])")]
    [InlineData("struct Mark", "class Mark", "[Library]Measure is made of")]
    [InlineData("struct Mark : System.IDisposable", "struct Mark", "[Library]Mark is called as System.IDisposable")]
    [InlineData("in Mark mark", "Mark mark", "[Library]Measure is made of")]
    [InlineData("delegate int", "delegate long", "[Library]Measure is made of")]
    [InlineData("List<T> others", "IList<T> others", "[Library]Bench`1 has no Void Put(!0, class System.Collections.Generic.List`1<!0>)")]
    [InlineData("virtual void Rest()", "virtual void Sleep()", "[Code]Code overrides Void Rest(), which [Library]Worker does not have")]
    [InlineData("virtual void Rest() { }", "virtual void Rest() { } public abstract void Stop();", "[Code]Code does not override the abstract Void Stop()")]
    [InlineData("where T : class", "where T : System.IComparable", "with other bounds than [Library]Worker's")]
    [InlineData("int Count { get; }", "int Count { get; } int Room { get; }", "[Code]Code does not implement Int32 get_Room() of [Library]IShelf")]
    [InlineData("public class Tool", "[assembly: System.Reflection.AssemblyVersion(\"0.9\")] public class Tool", "Library is 0.9.0.0, asked for is 1.0.0.0")]
    public void What_has_changed(string from, string to, string problem)
    {
        Assert.Contains(from, Library, StringComparison.Ordinal);
        Assert.Contains(Problems(Library.Replace(from, to, StringComparison.Ordinal)),
            found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_wrong_with_internal_members_shown_to_a_friend()
    {
        var library = Library.Replace("public void Use", "internal void Use", StringComparison.Ordinal);
        Assert.NotEmpty(Problems(library));
        Assert.Empty(Problems("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Code\")]" + library));
    }

    static IReadOnlyCollection<string> Problems(string newLibrary)
    {
        var old = Compile("Library", Versioned(Library));
        using var code = new MetadataFile(Compile("Code", Code, MetadataReference.CreateFromStream(old)));
        using var library = new MetadataFile(Compile("Library", Versioned(newLibrary)));
        return ReferenceCheck.Run(code, library).Problems;
    }

    static string Versioned(string library) =>
        library.Contains("AssemblyVersion", StringComparison.Ordinal)
            ? library
            : "[assembly: System.Reflection.AssemblyVersion(\"1.0\")]" + library;

    static MemoryStream Compile(string name, string source, params MetadataReference[] references)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. s_framework, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        image.Position = 0;
        return image;
    }

    static readonly MetadataReference[] s_framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Collections.dll" or "System.Console.dll"
                or "System.Private.CoreLib.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
