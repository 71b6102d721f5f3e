using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>Templates as they are stored.</summary>
interface ITemplateRows
{
    /// <summary>The version that is active; null: no such template, or it is archived.</summary>
    Task<int?> FindActiveAsync(string shopId, string templateId, CancellationToken cancellationToken);

    /// <summary>A version's definition; null: there is none.</summary>
    Task<TemplateDefinition?> FindDefinitionAsync(string shopId, string templateId, int version, CancellationToken cancellationToken);
}
