namespace Automation.Conditions.Compiling;

/// <summary>Where in the message something stands; written out only when something is wrong there.</summary>
sealed class Place
{
    public static readonly Place Root = new(null, "", 0);

    readonly Place? _parent;
    readonly string _name;

    Place(Place? parent, string name, int depth) => (_parent, _name, Depth) = (parent, name, depth);

    /// <summary>Conditions around it.</summary>
    public int Depth { get; }

    public Place Field(string name) => new(this, _parent is null ? name : $".{name}", Depth);

    public Place Item(string name, int index) => Field($"{name}[{index}]");

    /// <summary>The same place, one condition deeper.</summary>
    public Place Deeper() => new(_parent, _name, Depth + 1);

    public override string ToString() => $"{_parent}{_name}";
}
