using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

static partial class ProfileFold
{
    const int MaxProductViews = 50;

    static void View(Profile profile, ProductViewed action, Timestamp time)
    {
        var views = profile.ProductViews;
        var place = 0;
        while (place < views.Count && views[place].ProductId != action.Product.ProductId)
            place++;
        var view = place < views.Count ? views[place] : new ProductView { ProductId = action.Product.ProductId };
        if (place < views.Count)
            views.RemoveAt(place);
        view.ViewCount++;
        view.ViewTime = time;
        views.Insert(0, view);
        if (views.Count > MaxProductViews)
            views.RemoveAt(MaxProductViews);
    }
}
