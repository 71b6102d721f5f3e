using System.Collections.Concurrent;
using Automation.ChannelDelivery.Rendering;
using Microsoft.Extensions.Caching.Memory;

namespace Automation.ChannelDelivery.Templates;

/// <summary>
/// The shops' templates, and those of this build where a shop has none of that name. What was compiled is kept, as a version never
/// changes; which one is active is asked for again after half a second, so that every replica sees a change within one.
/// </summary>
sealed class ShopTemplates(ITemplateRows rows, TemplateStore builtIn, TimeProvider time) : ITemplates, IDisposable
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    // In bytes of definitions; a compiled one has about three times as much.
    readonly MemoryCache _compiled = new(new MemoryCacheOptions { SizeLimit = 20_000_000 });

    // Bounded by the templates that messages of the installation name.
    readonly ConcurrentDictionary<(string ShopId, string TemplateId), (int? Version, long Stamp)> _active = new();

    public async Task<IMessageTemplate?> FindAsync(string shopId, string templateId, CancellationToken cancellationToken)
    {
        if (!_active.TryGetValue((shopId, templateId), out var active) || time.GetElapsedTime(active.Stamp) >= Lifetime)
        {
            // From before the question, so that an answer is never taken for newer than it is.
            var stamp = time.GetTimestamp();
            active = (await rows.FindActiveAsync(shopId, templateId, cancellationToken), stamp);
            _active[(shopId, templateId)] = active;
        }
        return active.Version is { } version
            ? await FindAsync(shopId, templateId, version, cancellationToken)
            : builtIn.Has(templateId) ? new BuiltInTemplate(builtIn, templateId) : null;
    }

    public async Task<IMessageTemplate?> FindAsync(string shopId, string templateId, int version, CancellationToken cancellationToken)
    {
        if (_compiled.TryGetValue((shopId, templateId, version), out IMessageTemplate? known))
            return known;
        if (await rows.FindDefinitionAsync(shopId, templateId, version, cancellationToken) is not { } definition)
            return null;
        // A build may have become stricter; what it does not understand any more it cannot render.
        var (template, findings) = TemplateCompiler.Compile(definition);
        IMessageTemplate compiled = template is null
            ? new BrokenTemplate(definition.SubjectKind, $"{findings[0].Field} {findings[0].Detail}")
            : template;
        _compiled.Set((shopId, templateId, version), compiled, new MemoryCacheEntryOptions { Size = definition.CalculateSize() });
        return compiled;
    }

    public void Dispose() => _compiled.Dispose();
}
