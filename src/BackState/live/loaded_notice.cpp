#include "loaded_notice_p.h"

#include <BackState/datastar/frame.h>
#include <BackState/live/outlet.h>
#include <BackState/visitors/tab.h>

#include <utility>

namespace BackState::Http {

void bringLoaded(Tab &tab, Telling telling, Outlet &outlet)
{
    const bool isDue = std::exchange(tab.isToBeToldLoaded, false);
    if (isDue || (telling == Telling::Again && tab.saysUnloaded && tab.isLoaded))
        outlet.write(Frame::patchSignals("{\"_unloaded\":false}").bytes());
}

} // namespace BackState::Http
