using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Validation;
using Google.Protobuf.Collections;

namespace Automation.Ingestion.Admission;

/// <content>Lines.</content>
static partial class EventSpelling
{
    // A line below zero is a discount or a return: no goods, which alone are reminded of, recommended and counted. Totals of orders say
    // what was paid without them.
    static void Settle(RepeatedField<LineItem> lines, string action, ref List<Violation>? dropped)
    {
        var kept = 0;
        for (var place = 0; place < lines.Count; place++)
        {
            var line = lines[place];
            if (IsBelowZero(line))
            {
                (dropped ??= []).Add(Violation.Invalid(
                    $"{action}.lines[{place}]", "has a price or quantity below zero, as discounts and returns have; state them in prices, totals and refunds."));
                continue;
            }
            // Paths are written only for what is left out.
            if (IsToSettle(line))
                Settle(line, $"{action}.lines[{place}]", ref dropped);
            else
                CurrencyCode.Settle(line.UnitPrice);
            lines[kept++] = line;
        }
        while (lines.Count > kept)
            lines.RemoveAt(lines.Count - 1);
    }

    static void Settle(LineItem? line, string path, ref List<Violation>? dropped)
    {
        if (line is null)
            return;
        CurrencyCode.Settle(line.UnitPrice);
        if (!IsToSettle(line))
            return;
        line.ImageUrl = Address($"{path}.image_url", line.ImageUrl, ref dropped);
        line.ProductUrl = Address($"{path}.product_url", line.ProductUrl, ref dropped);
    }

    // Some senders say what went out of a cart as a negative change of it.
    static void SettleRemoved(LineItem? line)
    {
        if (line is { Quantity: < 0 and > int.MinValue })
            line.Quantity = -line.Quantity;
    }

    static bool IsBelowZero(LineItem line) => line.Quantity < 0 || line.UnitPrice is { Units: < 0 } or { Nanos: < 0, Units: 0 };

    static bool IsToSettle(LineItem line) => FieldRules.Url("", line.ImageUrl) is not null || FieldRules.Url("", line.ProductUrl) is not null;
}
