using System.Collections;

namespace Automation.ChannelDelivery.Texts;

/// <summary>
/// A text that was understood: a closed part of Handlebars, in which a variable without value is an error and never a blank, and
/// whose work is bounded by what it was checked for (<see cref="TextParser"/>).
/// </summary>
sealed class TextTemplate(List<TextNode> nodes, TextForm form)
{
    /// <exception cref="MissingVariableException">It shows something that is not there.</exception>
    /// <exception cref="TextTooLongException">More came of it than a mail may have.</exception>
    public string Render(Variables variables, TextSetting setting) => Render(variables, setting, form);

    /// <summary>The same as the words of HTML that is written around them.</summary>
    /// <exception cref="MissingVariableException">It shows something that is not there.</exception>
    /// <exception cref="TextTooLongException">More came of it than a mail may have.</exception>
    public string RenderWords(Variables variables, TextSetting setting) => Render(variables, setting, TextForm.Words);

    string Render(Variables variables, TextSetting setting, TextForm into)
    {
        var output = new TextOutput(setting, into);
        Write(nodes, variables, variables, output);
        return output.ToString();
    }

    static void Write(List<TextNode> nodes, Variables root, object current, TextOutput output)
    {
        foreach (var node in nodes)
            Write(node, root, current, output);
    }

    static void Write(TextNode node, Variables root, object current, TextOutput output)
    {
        switch (node)
        {
            case TextNode.Literal literal:
                output.Write(literal.Text);
                break;
            case TextNode.Show show:
                output.WriteValue(output.Format(Require(show.Path, root, current)));
                break;
            case TextNode.Call call:
                call.Function.Write(
                    [.. call.Arguments.Select(argument => argument.Path?.Source ?? argument.Literal)],
                    [.. call.Arguments.Select(argument => argument.Path is { } path ? Require(path, root, current) : argument.Literal)],
                    output);
                break;
            case TextNode.Choice choice:
                Write(IsTrue(Find(choice.Condition, root, current)) != choice.IsNegated ? choice.Then : choice.Else, root, current, output);
                break;
            case TextNode.Loop loop:
                if (Find(loop.List, root, current) is not IReadOnlyList<Variables> { Count: > 0 } elements)
                    Write(loop.Else, root, current, output);
                else
                    foreach (var element in elements)
                        Write(loop.Body, root, element, output);
                break;
        }
    }

    static object Require(TextPath path, Variables root, object current) =>
        Find(path, root, current) ?? throw new MissingVariableException(path.Source, "has no value here");

    static object? Find(TextPath path, Variables root, object current)
    {
        object? value = path.IsFromRoot ? root : current;
        foreach (var name in path.Names)
            value = (value as Variables)?[name];
        return value;
    }

    static bool IsTrue(object? value) => value switch
    {
        null or false or 0L or 0d => false,
        ICollection collection => collection.Count > 0,
        _ => true,
    };
}
