using Automation.ChannelDelivery.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A template as it is stored, with one of its versions.</summary>
sealed record StoredTemplate(
    string TemplateId,
    int Version,
    int Revision,
    TemplateDefinition Definition,
    DateTimeOffset CreateTime,
    DateTimeOffset UpdateTime,
    DateTimeOffset? ArchiveTime)
{
    public string Etag => Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public Template ToWire() => new()
    {
        TemplateId = TemplateId,
        Version = Version,
        Definition = Definition,
        Etag = Etag,
        CreateTime = CreateTime.ToTimestamp(),
        UpdateTime = UpdateTime.ToTimestamp(),
        ArchiveTime = ArchiveTime?.ToTimestamp(),
    };
}
