using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>Somewhere to go.</summary>
sealed class ButtonMailBlock : IMailBlock
{
    readonly TextTemplate _label;
    readonly TextTemplate _url;
    readonly ButtonTarget _target;

    public ButtonMailBlock(ButtonBlock block, TemplateReader reader)
    {
        _label = reader.Text("label", block.Label, 100);
        _target = block.Target;
        _url = reader.Url("url", _target is ButtonTarget.Url ? block.Url : "", isRequired: _target is ButtonTarget.Url);
        if (_target is ButtonTarget.Unspecified)
            reader.Error("target", Validation.ViolationReason.Required, "is required; say where the button leads.");
        else if (!Enum.IsDefined(_target))
            reader.Error("target", Validation.ViolationReason.Invalid, $"{(int)_target} is not a target; use one of ButtonTarget.");
        if (_target is not ButtonTarget.Url && block.Url.Length > 0)
            reader.Error("url", Validation.ViolationReason.Invalid, "is only for BUTTON_TARGET_URL; set that target, or leave url out.");
        if (SubjectOf(_target) is { } needed)
            reader.RequireSubject(needed, $"A button to BUTTON_TARGET_{(_target is ButtonTarget.RecoverCart ? "RECOVER_CART" : _target.ToString().ToUpperInvariant())}");
    }

    public bool Write(MailCanvas canvas, MessageView view)
    {
        var label = SingleLine.Of(_label.Render(view.Variables, canvas.Setting));
        var url = _target switch
        {
            ButtonTarget.RecoverCart => view.RecoverUrl,
            ButtonTarget.Product => view.Items.Count > 0 ? view.Items[0].Url : null,
            ButtonTarget.Storefront => view.StorefrontUrl,
            ButtonTarget.Tracking => view.TrackingUrl,
            _ => WebAddress.Of(_url.Render(view.Variables, canvas.Setting).Trim()),
        };
        if (url is null || label.Length == 0)
            return false;
        canvas.Row(canvas.Button(url, label));
        canvas.Lines($"{label}:", url);
        return true;
    }

    static TemplateSubject? SubjectOf(ButtonTarget target) => target switch
    {
        ButtonTarget.RecoverCart => TemplateSubject.Cart,
        ButtonTarget.Product => TemplateSubject.Products,
        ButtonTarget.Tracking => TemplateSubject.Order,
        _ => null,
    };
}
