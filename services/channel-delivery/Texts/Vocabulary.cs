using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Texts;

/// <summary>What a variable is.</summary>
enum VariableKind
{
    Text,
    Url,
    Number,
    Flag,
    Money,
    Date,

    /// <summary>A trait: a text, a number, a date as text or yes and no.</summary>
    Trait,
    List,
    Group,
}

/// <summary>What variables there are below a name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Fields">Of a group, or of the elements of a list.</param>
sealed record VariableShape(VariableKind Kind, IReadOnlyDictionary<string, VariableShape>? Fields = null)
{
    public VariableShape? Find(string name) =>
        Kind is VariableKind.Group && Fields is null ? new VariableShape(VariableKind.Trait) : Fields?.GetValueOrDefault(name);
}

/// <summary>The variables that texts know, by what a message is about. Listed in docs/templates.md.</summary>
static class Vocabulary
{
    // Before the shapes, which are made of them.
    static readonly IReadOnlyDictionary<string, VariableShape> s_line = Group(
        ("title", VariableKind.Text), ("quantity", VariableKind.Number), ("price", VariableKind.Money), ("former_price", VariableKind.Money),
        ("total", VariableKind.Money), ("image_url", VariableKind.Url), ("sold_out", VariableKind.Flag)).Fields!;

    static readonly IReadOnlyDictionary<string, VariableShape> s_product = Group(
        ("title", VariableKind.Text), ("variant", VariableKind.Text), ("price", VariableKind.Money), ("former_price", VariableKind.Money),
        ("url", VariableKind.Url), ("image_url", VariableKind.Url)).Fields!;

    static readonly Dictionary<TemplateSubject, VariableShape> s_shapes =
        Enum.GetValues<TemplateSubject>().ToDictionary(subject => subject, Shape);

    public static VariableShape Of(TemplateSubject subject) =>
        s_shapes.GetValueOrDefault(subject) ?? s_shapes[TemplateSubject.None];

    static VariableShape Shape(TemplateSubject subject)
    {
        var fields = new Dictionary<string, VariableShape>
        {
            ["brand"] = Group(("name", VariableKind.Text), ("address", VariableKind.Text)),
            ["shop"] = Group(("name", VariableKind.Text), ("address", VariableKind.Text)),
            ["message"] = Group(("time", VariableKind.Date)),
            ["shopper"] = new(VariableKind.Group, new Dictionary<string, VariableShape>
            {
                ["first_name"] = new(VariableKind.Text),
                ["last_name"] = new(VariableKind.Text),
                // Whatever the shop's events say of shoppers.
                ["traits"] = new(VariableKind.Group),
            }),
            ["links"] = subject is TemplateSubject.Cart
                ? Group(("storefront", VariableKind.Url), ("unsubscribe", VariableKind.Url), ("recover", VariableKind.Url))
                : Group(("storefront", VariableKind.Url), ("unsubscribe", VariableKind.Url)),
        };
        foreach (var (name, shape) in Subject(subject))
            fields[name] = shape;
        return new VariableShape(VariableKind.Group, fields);
    }

    static IEnumerable<(string Name, VariableShape Shape)> Subject(TemplateSubject subject) => subject switch
    {
        TemplateSubject.Cart => [("cart", Lines(("total", VariableKind.Money), ("coupon", VariableKind.Text)))],
        TemplateSubject.Order =>
        [
            ("order", Lines(
                ("number", VariableKind.Text), ("total", VariableKind.Money), ("refunded", VariableKind.Money),
                ("carrier", VariableKind.Text), ("tracking_url", VariableKind.Url))),
        ],
        TemplateSubject.Products =>
        [
            ("product", new VariableShape(VariableKind.Group, s_product)),
            ("products", new VariableShape(VariableKind.Group, new Dictionary<string, VariableShape>
            {
                ["count"] = new(VariableKind.Number),
                ["more_count"] = new(VariableKind.Number),
                ["items"] = new(VariableKind.List, s_product),
            })),
        ],
        _ => [],
    };

    static VariableShape Lines(params (string Name, VariableKind Kind)[] own)
    {
        var fields = own.ToDictionary(field => field.Name, field => new VariableShape(field.Kind));
        fields["first_item"] = new(VariableKind.Text);
        fields["line_count"] = new(VariableKind.Number);
        fields["lines"] = new(VariableKind.List, s_line);
        return new VariableShape(VariableKind.Group, fields);
    }

    static VariableShape Group(params (string Name, VariableKind Kind)[] fields) =>
        new(VariableKind.Group, fields.ToDictionary(field => field.Name, field => new VariableShape(field.Kind)));
}
