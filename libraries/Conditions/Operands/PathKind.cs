using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>profile.email</c>.</summary>
sealed class PathKind() : OperandKind(Operand.KindOneofCase.Path)
{
    public override void Write(Operand operand, ConditionPrinter printer) => printer.Path(operand.Path);

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        place = place.Field("path");
        if (compilation.Path(operand.Path, place) is not { } reading)
            return null;
        var path = string.Join('.', operand.Path.Names);
        return reading.Type.Kind switch
        {
            TypeKind.List => compilation.Refuse<Reading>(
                place, operand.Path, ConditionReason.Type, $"'{path}' is a list; write {path}.exists(x, …), .all(x, …) or size({path})."),
            TypeKind.Message => compilation.Refuse<Reading>(
                place, operand.Path, ConditionReason.Type, $"'{path}' is {reading.Type}, not one value; name a field of it, or ask has({path})."),
            TypeKind.Map => compilation.Refuse<Reading>(
                place, operand.Path, ConditionReason.Type, $"'{path}' is bytes, a map or a number of 64 bits without sign, which cannot be compared; compare another field."),
            _ => reading,
        };
    }
}
