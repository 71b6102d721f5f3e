using Automation.Commerce.V1;
using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>consented("email")</c>, <c>consented("email", "news")</c>.</summary>
sealed class ConsentKind() : ConditionKind(Condition.KindOneofCase.Consented, "consented")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 2, "consented(\"email\") or consented(\"email\", \"news\")");
        var name = SyntaxReader.Text(call.Arguments[0]);
        var channel = Enum.GetValues<Channel>().FirstOrDefault(known => NameOf(known) == name);
        if (channel is Channel.Unspecified)
            throw new ConditionSyntaxException(
                ConditionReason.UnknownName, call.Arguments[0].Position,
                $"there is no channel \"{name}\"; there are {string.Join(", ", Enum.GetValues<Channel>().Skip(1).Select(known => $"\"{NameOf(known)}\""))}.");
        return new Condition
        {
            Consented = new ConsentMatch { Channel = channel, TopicId = call.Arguments.Count > 1 ? SyntaxReader.Text(call.Arguments[1]) : "" },
        };
    }

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Write("consented(").Text(NameOf(condition.Consented.Channel));
        if (condition.Consented.TopicId.Length > 0)
            printer.Write(", ").Text(condition.Consented.TopicId);
        printer.Write(")");
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        place = place.Field("consented");
        if (!compilation.CheckHistory(place, condition))
            return null;
        if (condition.Consented.Channel is Channel.Unspecified || !Enum.IsDefined(condition.Consented.Channel))
            return compilation.Refuse<Clause>(place.Field("channel"), condition, ConditionReason.Incomplete, "the channel is missing or unknown; set one.");
        if (condition.Consented.TopicId.Length > 0 && !compilation.CheckName(condition.Consented.TopicId, "a topic's name", place.Field("topic_id"), condition))
            return null;
        compilation.Dependencies.ReadsConsent = true;
        return new HistoryClause(condition, compilation.Ask(condition, []));
    }

    static string NameOf(Channel channel) => channel.ToString().ToLowerInvariant();
}
