using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>prediction("churn")</c>.</summary>
sealed class PredictionKind() : OperandKind(Operand.KindOneofCase.PredictionId, "prediction")
{
    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "prediction(\"churn\")");
        return new Operand { PredictionId = SyntaxReader.Text(call.Arguments[0]) };
    }

    public override void Write(Operand operand, ConditionPrinter printer) => printer.Write("prediction(").Text(operand.PredictionId).Write(")");

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        place = place.Field("prediction_id");
        if (!compilation.CheckHistory(place, operand) || !compilation.CheckName(operand.PredictionId, "a prediction's name", place, operand))
            return null;
        if (compilation.Roots.History!.Predictions is { } known && !known.Contains(operand.PredictionId))
            return compilation.Refuse<Reading>(
                place, operand, ConditionReason.UnknownName, $"nothing predicts \"{operand.PredictionId}\"; there are {string.Join(", ", known)}.");
        compilation.Dependencies.AddPrediction(operand.PredictionId);
        return new HistoryReading(OperandType.Real, compilation.Ask(operand, []));
    }
}
