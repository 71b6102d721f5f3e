namespace Automation.ChannelDelivery.Blocks;

/// <summary>A part of a message, ready to be written for any shopper.</summary>
interface IMailBlock
{
    /// <summary>Writes what it shows.</summary>
    /// <returns>False: it has nothing to show and wrote nothing.</returns>
    /// <exception cref="Texts.MissingVariableException">Its text shows something that is not there.</exception>
    bool Write(MailCanvas canvas, MessageView view);
}
