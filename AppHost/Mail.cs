namespace Automation.AppHost;

/// <summary>Where mail goes: maildev, which shows every mail in an inbox; the shop's own server where the manifest is deployed.</summary>
static class Mail
{
    public static IResourceBuilder<IResourceWithConnectionString> AddMail(this IDistributedApplicationBuilder builder, Ports ports)
    {
        if (builder.ExecutionContext.IsPublishMode)
            return builder.AddConnectionString("mail");
        var mail = builder.AddScript("mail", "maildev", [ports.ClaimText(125, "mail (SMTP)"), ports.ClaimText(126, "mail (inbox)")])
            .WithEndpoint(port: ports.At(125), targetPort: ports.At(125), scheme: "smtp", name: "smtp", isProxied: false)
            .WithHttpEndpoint(port: ports.At(126), targetPort: ports.At(126), name: "http", isProxied: false)
            .WithUrlForEndpoint("smtp", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithUrlForEndpoint("http", url => url.DisplayText = "inbox")
            .WithHttpHealthCheck("/healthz", endpointName: "http");
        return builder.AddConnectionString("mail-address", ReferenceExpression.Create(
            $"smtp://127.0.0.1:{mail.GetEndpoint("smtp").Property(EndpointProperty.Port)}"));
    }
}
