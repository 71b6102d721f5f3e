using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Automation.Compat.Tests.References;

static class IntermediateLanguage
{
    static readonly Dictionary<ushort, OpCode> s_codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => unchecked((ushort)code.Value));

    /// <summary>The method and the constructor of every `ldftn method, newobj constructor`.</summary>
    public static IEnumerable<(EntityHandle Function, EntityHandle Constructor)> DelegateCreations(byte[] body) =>
        Neighbours(body)
            .Where(pair => (pair.First.Code == OpCodes.Ldftn || pair.First.Code == OpCodes.Ldvirtftn)
                && pair.Second.Code == OpCodes.Newobj)
            .Select(pair => (pair.First.Token, pair.Second.Token));

    /// <summary>The type and the method of every `constrained. type, callvirt method`.</summary>
    public static IEnumerable<(EntityHandle Type, EntityHandle Method)> ConstrainedCalls(byte[] body) =>
        Neighbours(body)
            .Where(pair => pair.First.Code == OpCodes.Constrained)
            .Select(pair => (pair.First.Token, pair.Second.Token));

    static IEnumerable<((OpCode Code, EntityHandle Token) First, (OpCode Code, EntityHandle Token) Second)> Neighbours(byte[] body)
    {
        var instructions = Instructions(body).ToList();
        return instructions.Zip(instructions.Skip(1));
    }

    static IEnumerable<(OpCode Code, EntityHandle Token)> Instructions(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            ushort value = body[at++];
            if (value == 0xFE)
                value = (ushort)((value << 8) | body[at++]);
            var code = s_codes[value];
            var hasToken = code.OperandType is OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok;
            yield return (code, hasToken ? MetadataTokens.EntityHandle(BitConverter.ToInt32(body, at)) : default);
            at += SizeOfOperand(code, body, at);
        }
    }

    static int SizeOfOperand(OpCode code, byte[] body, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
        _ => 4,
    };
}
