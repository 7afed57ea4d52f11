"""NeMo Gym's resources server with a verify() of one comparison.  python nemo_verify.py PORT"""

import sys

import uvicorn
from nemo_gym.base_resources_server import (
    BaseResourcesServerConfig,
    BaseVerifyRequest,
    BaseVerifyResponse,
    SimpleResourcesServer,
)
from nemo_gym.config_types import BaseServerConfig
from nemo_gym.server_utils import ServerClient
from omegaconf import OmegaConf


class Server(SimpleResourcesServer):
    config: BaseResourcesServerConfig

    async def verify(self, body: BaseVerifyRequest) -> BaseVerifyResponse:
        return BaseVerifyResponse(**body.model_dump(), reward=float(body.response.output[0].content[0].text == "4"))


port = int(sys.argv[1])
head = ServerClient(
    head_server_config=BaseServerConfig(host="127.0.0.1", port=11000), global_config_dict=OmegaConf.create({})
)
config = BaseResourcesServerConfig(name="r", host="127.0.0.1", port=port, entrypoint="app.py")
uvicorn.run(Server(config=config, server_client=head).setup_webserver(), host="127.0.0.1", port=port, log_level="error")
