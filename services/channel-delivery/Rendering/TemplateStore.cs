using System.Reflection;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>A message's three texts.</summary>
sealed record RenderedText(string Subject, string Html, string Text);

/// <summary>
/// The templates of this build, compiled once: <c>Templates/{id}/{subject,html,text}.hbs</c>. They see the view and
/// the built-in block helpers, nothing else; a field that a view does not have is an error, never a blank.
/// </summary>
sealed class TemplateStore
{
    const string Prefix = "Automation.ChannelDelivery.Templates.";

    const int MaxAttempts = 10;

    readonly Dictionary<string, Func<object, RenderedText>> _templates;

    public TemplateStore()
    {
        var assembly = typeof(TemplateStore).Assembly;
        // Plain texts are not HTML: nothing in them is escaped.
        var plain = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
        var html = Handlebars.Create(new HandlebarsConfiguration { ThrowOnUnresolvedBindingExpression = true });
        _templates = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".subject.hbs", StringComparison.Ordinal))
            .Select(name => name[..^".subject.hbs".Length])
            .ToDictionary(
                // The compiler turns the hyphens of a folder's name into underscores.
                name => name[Prefix.Length..].Replace('_', '-'),
                name => Compose(
                    Compile(plain, Read(assembly, $"{name}.subject.hbs")),
                    Compile(html, Read(assembly, $"{name}.html.hbs")),
                    Compile(plain, Read(assembly, $"{name}.text.hbs"))));
    }

    public bool Has(string templateId) => _templates.ContainsKey(templateId);

    /// <exception cref="TemplateException">The view lacks something that the template shows.</exception>
    public RenderedText Render(string templateId, object view)
    {
        try
        {
            return _templates[templateId](view);
        }
        catch (Exception exception) when (exception is HandlebarsException or HandlebarsUndefinedBindingException)
        {
            throw new TemplateException($"Template '{templateId}' could not be rendered: {exception.Message}", exception);
        }
    }

    // The compiler limits the real time of its own patterns. Over templates of our own that limit is met only by a
    // process that did not get the processor meanwhile, which is no reason not to start.
    static HandlebarsTemplate<object, object> Compile(IHandlebars handlebars, string template)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return handlebars.Compile(template);
            }
            catch (RegexMatchTimeoutException) when (attempt < MaxAttempts)
            {
            }
        }
    }

    static Func<object, RenderedText> Compose(
        HandlebarsTemplate<object, object> subject, HandlebarsTemplate<object, object> html, HandlebarsTemplate<object, object> text) =>
        view => new RenderedText(subject(view).Trim(), html(view), text(view));

    static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing beside its subject."));
        return reader.ReadToEnd();
    }
}

/// <summary>A template and its view do not fit.</summary>
sealed class TemplateException(string message, Exception inner) : Exception(message, inner);
